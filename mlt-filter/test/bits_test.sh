#!/bin/sh
# Bit for bit: the same pictures with any number of threads, and through the filter as past it.
set -eu
. "$(dirname "$0")/common.sh"

# pictures NAME ARGUMENTS...: sets $sum
pictures() {
    name=$1
    shift
    run_melt "$@"
    [ $status -eq 0 ] || fail "$name: melt ended with $status"
    sum=$(md5sum <"$work/raw")
    [ "$(stat -c %s "$work/raw")" -gt 1000000 ] || fail "$name: hardly anything was written"
}

made clip.mp4 oracle:60 -attach-cut brightness level="0=0.3;59=1"
for format in "rgba rgba" "yuv422 yuv422p"; do
    set -- $format
    raw="-consumer avformat:$work/raw f=rawvideo vcodec=rawvideo an=1 mlt_image_format=$1 pix_fmt=$2"
    FAKE_EDIT=none
    export FAKE_EDIT
    pictures past "$work/clip.mp4" -attach-cut oraclelog:/dev/null $raw
    past=$sum
    for real_time in 0 -1 -4 -8; do
        pictures "nothing edited" "$work/clip.mp4" -attach-cut diffferv $raw real_time=$real_time
        [ "$sum" = "$past" ] || fail "$1, real_time=$real_time: an edit that changes nothing changed pictures"
    done
    FAKE_EDIT=mark
    pictures edited "$work/clip.mp4" -attach-cut diffferv $raw real_time=-1
    edited=$sum
    [ "$edited" != "$past" ] || fail "$1: nothing was edited"
    for real_time in -2 -8; do
        pictures edited "$work/clip.mp4" -attach-cut diffferv $raw real_time=$real_time
        [ "$sum" = "$edited" ] || fail "$1, real_time=$real_time: other pictures than with one thread"
    done
done
