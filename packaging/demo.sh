#!/usr/bin/env bash
# Sets the machine up, builds, edits the demo clip and shows what came out.
# Further arguments go to the edit, such as: packaging/demo.sh --steps 10
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh
echo "demo: building"
mvn -q -B --no-transfer-progress package -DskipTests -pl plugin-bridge -am

# A CPU needs some seconds for a frame; DEMO_FRAMES=64 edits the whole clip.
frames=${DEMO_FRAMES:-16}
clip=packaging/demo/person.mkv
out=packaging/demo/out
mkdir -p "$out"

started=$SECONDS
packaging/diffferv edit "$clip" --source-prompt "a photo of a young woman" --prompt "a photo of an old woman" \
    --frames "$frames" -o "$out/old.mp4" --overwrite "$@"
echo "demo: edited $frames frames in $((SECONDS - started)) s"

packaging/diffferv metrics "$clip" "$out/old.mp4" --frames "$frames" --chunk 8 --json "$out/metrics.json" \
    --contact-sheet "$out/contact-sheet.png"
echo "demo: see $out/old.mp4, $out/contact-sheet.png and $out/metrics.json"
