#!/bin/sh
# melt with Java inside and the bridge's simulated engine: what Java does wrong ends the render, not the host.
# usage: hosted_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built
set -eu
module=$1 sources=$2 modules=$3 data=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "hosted_test: $1"
    tr '\r' '\n' <"$work/log" | grep -v '^Current Frame' | head -40
    exit 1
}

mkdir -p "$work/modules" "$work/data/diffferv"
for name in core avformat plus xml xine; do
    ln -s "$modules/libmlt$name.so" "$work/modules"
done
ln -s "$module" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$sources/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY="$work/modules" MLT_DATA="$work/data" LC_ALL=C

# melted PROMPT OUTPUT REAL_TIME: leaves melt's status in $status
melted() {
    status=0
    timeout -k 5 60 melt -profile atsc_720p_25 color:red out=39 ${1:+-attach-cut diffferv prompt="$1"} \
        -consumer avformat:"$2" f=framemd5 vcodec=rawvideo pix_fmt=rgba mlt_image_format=rgba an=1 real_time="$3" \
        >"$work/log" 2>&1 </dev/null || status=$?
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
# Each frame waits a moment for an engine that does not come back, and the end for its threads.
fails exit "has ended itself with status 42" -4
