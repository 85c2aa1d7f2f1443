#!/bin/sh
# One cache on disk for several processes of the default model's: two renders and a monitor at once, a render that is
# killed, a disk that is full.
# usage: cache_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built, or
# unless DIFFFERV_HEAVY is set
set -eu
[ -n "${DIFFFERV_HEAVY:-}" ] || exit 77
. "$(dirname "$0")/mounts.sh"
. "$(dirname "$0")/hosted.sh"
trap 'set +e; kill -KILL $(jobs -p) 2>/dev/null; pkill -KILL -f "avformat:$work/"; umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
packaging=$sources/../../packaging
ls "$sources"/../../plugin-bridge/target/diffferv-plugin-bridge-*.jar >/dev/null 2>&1 || exit 77
natives=${XDG_CACHE_HOME:-$HOME/.cache}/diffferv/native

# shelf FOLDER: an empty cache there, with the libraries that were unpacked before
shelf() {
    mkdir -p "$1/diffferv" "$natives"
    ln -s "$natives" "$1/diffferv/native"
    export XDG_CACHE_HOME="$1"
}

# melted OUTPUT ARGUMENTS...: eighteen frames, two runs of the filter and three chunks of the model; its status returned
melted() {
    out=$1 log=$1.log
    shift
    run_melt 120 -profile "$work/profile" "$packaging/demo/person.mkv" out=17 -attach-cut diffferv \
        prompt="an old man" source_prompt="a man" working_size=64 steps=2 "$@" \
        -consumer avformat:"$out" f=framemd5 vcodec=rawvideo pix_fmt=rgba mlt_image_format=rgba an=1 real_time=-1
    return $status
}

# must NAME OUTPUT STATUS: what has just ended was as it had to be, and the same pictures as everywhere
must() {
    cp "$2.log" "$work/log"
    [ "$3" -eq 0 ] || fail "$1: melt ended with $3"
    cmp -s "$work/first" "$2" || fail "$1: other pictures"
}

whole_entries() {
    find "$XDG_CACHE_HOME/diffferv/results" -name '*.entry' | wc -l
}

printf '%s\n' description=cache frame_rate_num=25 frame_rate_den=1 width=128 height=96 progressive=1 \
    sample_aspect_num=1 sample_aspect_den=1 display_aspect_num=4 display_aspect_den=3 colorspace=709 >"$work/profile"

# Three processes begin together with nothing cached.
shelf "$work/shared"
melted "$work/first" &
one=$!
melted "$work/second" &
two=$!
melted "$work/monitor" mode=preview &
three=$!
status=0
wait $one || status=$?
cp "$work/first.log" "$work/log"
[ $status -eq 0 ] || fail "the first of two renders ended with $status"
wait $two || status=$?
must "the second of two renders" "$work/second" $status
wait $three || status=$?
[ $status -eq 0 ] || fail "a monitor beside two renders ended with $status"
finished=$(whole_entries)

# Killed as soon as something is being kept. What is left is whole, or a temporary file that goes when it is old.
shelf "$work/killed"
melted "$work/lost" &
guard=$!
for tick in $(seq 600); do
    [ -z "$(find "$XDG_CACHE_HOME/diffferv/results" -type f 2>/dev/null)" ] || break
    sleep 0.1
done
kill -KILL $guard
pkill -KILL -f "avformat:$work/lost"
wait $guard 2>/dev/null || true
[ "$(whole_entries)" -lt "$finished" ] || fail "the render was done before it was killed"
: >"$XDG_CACHE_HOME/diffferv/results/.lost.99999999.0-0.partial"
find "$XDG_CACHE_HOME/diffferv/results" -name '*.partial' -exec touch -d '1 hour ago' {} +
status=0
melted "$work/again" || status=$?
must "the render after a killed one" "$work/again" $status
! grep -q damaged "$work/log" || fail "a killed render left half an entry"
[ -z "$(find "$XDG_CACHE_HOME/diffferv/results" -name '*.partial')" ] || fail "temporary files stay"

# A small bound is kept, and what does not fit is made again.
shelf "$work/small"
status=0
melted "$work/bounded" cache_size=1MiB || status=$?
must "a render with a small cache" "$work/bounded" $status
kept=$(find "$XDG_CACHE_HOME/diffferv/results" -name '*.entry' -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$kept" -le 1048576 ] && [ "$(whole_entries)" -lt "$finished" ] || fail "the cache holds $kept bytes"

[ $mounts = yes ] || exit 0
mkdir "$work/disk"
mount -t tmpfs -o size=300k tmpfs "$work/disk"
shelf "$work/disk"
status=0
melted "$work/full" || status=$?
cp "$work/full.log" "$work/log"
[ $status -eq 1 ] || fail "a render with a full disk ended with $status"
[ "$(grep -c "DiffFERV: .*$work/disk.*full" "$work/log")" -eq 1 ] || fail "a full disk is not told in one sentence"
