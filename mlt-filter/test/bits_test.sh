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
deep=
! printf '7.40\n%s\n' "$(melt -version 2>&1 | sed -n 's/^melt //p')" | sort -CV || deep="rgba64 rgba64le"
for format in "rgba rgba" "yuv422 yuv422p" ${deep:+"$deep"}; do
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
    for off in strength=0 disable=1; do
        pictures $off "$work/clip.mp4" -attach-cut diffferv $off $raw
        [ "$sum" = "$past" ] || fail "$1, $off: pictures changed"
        [ ! -e "$FAKE_LOG" ] || fail "$1, $off: the engine was started"
    done
    pictures edited "$work/clip.mp4" -attach-cut diffferv $raw real_time=-1
    edited=$sum
    [ "$1" != rgba64 ] || grep -q '^open.* depth 16$' "$FAKE_LOG" || fail "$1: the engine sees fewer bits"
    [ "$edited" != "$past" ] || fail "$1: nothing was edited"
    for real_time in -2 -8; do
        pictures edited "$work/clip.mp4" -attach-cut diffferv $raw real_time=$real_time
        [ "$sum" = "$edited" ] || fail "$1, real_time=$real_time: other pictures than with one thread"
    done
done

# runs NAME ARGUMENTS...: $work/NAME has the pictures, $work/NAME.runs the runs that the engine edited
runs() {
    name=$1
    shift
    run_melt "$@" -consumer avformat:"$work/pictures" f=framemd5 vcodec=rawvideo an=1 real_time=-4
    [ $status -eq 0 ] || fail "$name: melt ended with $status"
    awk '/^[0-9]/ { print $NF }' "$work/pictures" >"$work/$name"
    awk '$1 == "open" { print $4, $6, $8, $10 }' "$FAKE_LOG" | sort >"$work/$name.runs"
}

# An editor renders its timeline in pieces, which must fit each other and the whole.
project whole <<XML
<producer id="clip"><property name="mlt_service">avformat</property><property name="resource">$work/clip.mp4</property>
</producer><playlist id="one"><entry producer="clip" in="0" out="59"><filter mlt_service="diffferv"/></entry></playlist>
XML
runs whole "$work/whole.mlt"
for first in 0 25 50; do
    runs piece$first "$work/whole.mlt" in=$first out=$((first < 50 ? first + 24 : 59))
done
cat "$work/piece0" "$work/piece25" "$work/piece50" | cmp - "$work/whole" >"$work/log" || fail "pieces: other pictures"
sort -u "$work"/piece*.runs | cmp - "$work/whole.runs" >"$work/log" || fail "pieces: other runs than for the whole"
# A clip whose head is trimmed finds all of its edit in the cache but for the first run.
runs trimmed "$work/clip.mp4" in=1 out=59 -attach-cut diffferv
[ "$(comm -12 "$work/trimmed.runs" "$work/whole.runs" | wc -l)" -eq 3 ] || fail "trimmed: other runs than before"
