#!/usr/bin/env bash
# Sets the machine up, builds, edits the demo clip through melt and shows what came out.
# Further arguments go to the filter, such as: packaging/demo.sh steps=10
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh
echo "demo: building"
mvn -q -B --no-transfer-progress package -DskipTests

# A CPU needs some seconds for a frame; DEMO_FRAMES=64 edits the whole clip.
frames=${DEMO_FRAMES:-16}
clip=packaging/demo/person.mkv
out=packaging/demo/out
mkdir -p "$out"

# MLT knows one module folder: the system's modules are linked in beside ours, for this run only.
farm=$(mktemp -d)
trap 'rm -rf "$farm"' EXIT
mkdir -p "$farm/modules" "$farm/data/diffferv"
ln -s "$(pkg-config --variable=moduledir mlt-framework-7)"/*.so "$PWD/mlt-filter/target/cmake/libmltdiffferv.so" "$farm/modules"
ln -s "$(pkg-config --variable=mltdatadir mlt-framework-7)"/* "$farm/data"
ln -s "$PWD/mlt-filter/src/filter_diffferv.yml" "$farm/data/diffferv"

started=$SECONDS
MLT_REPOSITORY=$farm/modules MLT_DATA=$farm/data melt -progress "$clip" out=$((frames - 1)) \
    -attach-cut diffferv source_prompt="a photo of a young woman" prompt="a photo of an old woman" "$@" \
    -consumer avformat:"$out/old.mp4" vcodec=libx264 crf=16 acodec=aac real_time=-1
echo "demo: edited $frames frames in $((SECONDS - started)) s"

packaging/diffferv metrics "$clip" "$out/old.mp4" --frames "$frames" --chunk 8 --json "$out/metrics.json" \
    --contact-sheet "$out/contact-sheet.png"
echo "demo: see $out/old.mp4, $out/contact-sheet.png and $out/metrics.json"
