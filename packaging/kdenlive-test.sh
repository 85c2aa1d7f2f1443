#!/usr/bin/env bash
# Drives Kdenlive 22.12 under Xvfb, case by case; packaging/kdenlive holds them. Takes half an hour and is skipped where
# Kdenlive or Xvfb are not installed. Needs a built checkout. Leaves screenshots to be looked at.
# usage: packaging/kdenlive-test.sh [case...]; SHOTS names the folder for the screenshots
set -euo pipefail
cd "$(dirname "$0")/.."
shots=${SHOTS:-/tmp/kden-shots}
. packaging/kdenlive/stage.sh
. packaging/kdenlive/project.sh
clip=../shared/clips/grid_lbax4n.mpg
[ -e "$clip" ] || clip=packaging/demo/person.mkv
clip=$(readlink -f "$clip")

for case in ${@:-face fields places monitor job renders two missing headless}; do
    started=$SECONDS
    . "packaging/kdenlive/$case.sh"
    echo "kdenlive-test: $case passed in $((SECONDS - started)) s"
done
