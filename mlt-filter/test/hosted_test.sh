#!/bin/sh
# melt with Java inside and the bridge's simulated engine: what Java does wrong ends the render, not the host.
# usage: hosted_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built
set -eu
. "$(dirname "$0")/hosted.sh"

# melted PROMPT OUTPUT REAL_TIME: leaves melt's status in $status
melted() {
    run_melt 60 -profile atsc_720p_25 color:red out=39 ${1:+-attach-cut diffferv prompt="$1"} \
        -consumer avformat:"$2" f=framemd5 vcodec=rawvideo pix_fmt=rgba mlt_image_format=rgba an=1 real_time="$3"
}

melted "" "$work/plain" -1
for threads in -1 -4 0; do
    melted identity "$work/identity" $threads
    ! grep -q NoClassDefFoundError "$work/log" || exit 77
    [ $status -eq 0 ] || fail "the identity ends with $status (real_time=$threads)"
    cmp -s "$work/plain" "$work/identity" || fail "the identity changes pictures (real_time=$threads)"
    melted invert "$work/inverted" $threads
    [ $status -eq 0 ] || fail "an edit ends with $status (real_time=$threads)"
    ! cmp -s "$work/plain" "$work/inverted" || fail "nothing was edited (real_time=$threads)"
done

# fails PROMPT SENTENCE REAL_TIME...
fails() {
    prompt=$1 sentence=$2
    shift 2
    for threads; do
        melted "$prompt" "$work/failed" "$threads"
        [ $status -eq 1 ] || fail "$prompt ends melt with $status (real_time=$threads)"
        [ "$(grep -c "$sentence" "$work/log")" -eq 1 ] || fail "$prompt is not told in one sentence (real_time=$threads)"
    done
}
fails refuse "größe" -1 -4
fails heap "the Java heap is full" -1 -4
fails stack StackOverflowError -1 -4
fails defect "broken on purpose" -1 -4
fails link "libnothing.so" -1 -4
begin=$(date +%s)
fails exit "has ended itself with status 42" -1 -4
took=$(($(date +%s) - begin))
[ $took -le 15 ] || fail "two renders took $took s to see that the engine does not come back"
