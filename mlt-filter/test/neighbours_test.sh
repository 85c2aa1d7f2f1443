#!/bin/sh
# The frames that the engine is shown are those around the frames it edits, wherever the effect stands.
set -eu
. "$(dirname "$0")/common.sh"
null="-consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1"

# check NAME FRAMES OUT_NUMBER SEEN_NUMBER ARGUMENTS...: with each way of rendering without drops
check() {
    name=$1 frames=$2 passed=$3 seen=$4
    shift 4
    for real_time in ${ways:--1 -4}; do
        run_melt "$@" $null real_time=$real_time
        [ $status -eq 0 ] || fail "$name, real_time=$real_time: melt ended with $status"
        expect_out "$name, real_time=$real_time" "$frames" "$passed" 1
        expect_seen "$name, real_time=$real_time" "$seen"
    done
}

# A display's pace: frames may be dropped, but none may be wrong.
run_melt oracle:60 -attach-cut diffferv -attach-cut "$log" $null real_time=1
[ $status -eq 0 ] || fail "real_time=1: melt ended with $status"
expect_seen "real_time=1" p

check "whole clip" 70 p p oracle:70 -attach-cut diffferv -attach-cut "$log"
check "in and out" 46 "p + 30" p oracle:100 in=30 out=75 -attach-cut diffferv -attach-cut "$log"
check "clip with in and out" 46 "p + 30" p oracle:100 in=30 out=75 -attach-clip diffferv -attach-clip "$log"
check "planted" 50 p p oracle:50 -filter diffferv -filter "$log"
check "track over two clips" 80 "p % 40" "p % 40" oracle:40 oracle:40 -attach-track diffferv -attach-track "$log"
check "track over a cut in one clip" 60 "p < 30 ? p : p + 20" "p < 30 ? p : p + 20" \
    oracle:100 in=0 out=29 oracle:100 in=50 out=79 -attach-track diffferv -attach-track "$log"
check "two cuts, each with the effect" 22 shown p \
    oracle:100 in=10 out=31 -attach-cut diffferv -attach-cut "$log" \
    oracle:100 in=50 out=71 -attach-cut diffferv -attach-cut "$log"
check "blank between" 40 "p < 20 ? p : p - 50" "p < 20 ? p : p - 50" \
    oracle:20 -blank 29 oracle:20 -attach-track diffferv -attach-track "$log"
for length in 1 2 3 15 16 17 18; do
    check "clip of $length" $length p p oracle:$length -attach-cut diffferv -attach-cut "$log"
done
check "backwards" 60 "59 - p" "59 - p" timewarp:-1:oracle:60 -attach-cut diffferv -attach-cut "$log"

# Effects before this one are seen, animated as on the frame itself; those behind it and disabled ones are not.
check "effects before" 60 p p oracle:60 -attach-cut brightness level="0=0.4;59=1" \
    -attach-cut invert disable=1 -attach-cut diffferv -attach-cut invert -attach-cut invert -attach-cut "$log"
# Brightness scales limited-range luma, whose black is 18.6 steps below full range's.
awk '$1 == "frame" && ($8 - 253.6 * (0.4 + 0.6 * $4 / 59) + 18.6) ^ 2 > 6 { print; bad = 1 } END { exit bad }' \
    "$FAKE_LOG" >"$work/log" || fail "effects before: the animation is not that of the frame"
check "an effect over part of the clip" 60 p p oracle:60 \
    -attach-cut brightness level=0.5 in=20 out=29 -attach-cut diffferv -attach-cut "$log"
awk '$1 == "frame" && ($8 < 150) != ($4 >= 20 && $4 <= 29) { print; bad = 1 } END { exit bad }' \
    "$FAKE_LOG" >"$work/log" || fail "an effect over part of the clip: not on its frames alone"

# A key frame only at the start: each seek decodes from there.
run_melt oracle:100 -consumer avformat:"$work/long.mp4" vcodec=libx264 g=250 an=1 crf=10 preset=ultrafast
[ $status -eq 0 ] || fail "the clip with a long group of pictures cannot be written"
check "double speed" 50 "2 * p" "2 * p" timewarp:2:"$work/long.mp4" -attach-cut diffferv -attach-cut "$log"
# Between two frames MLT rounds now up, now down.
half="shown == int(p / 2) || shown == int((p + 1) / 2) ? shown : -2"
check "half speed" 200 "$half" "$half" timewarp:0.5:"$work/long.mp4" -attach-cut diffferv -attach-cut "$log"
check "long group of pictures" 51 "p + 25" p "$work/long.mp4" in=25 out=75 -attach-cut diffferv -attach-cut "$log"
# What lies in two runs is decoded once; the last frame is asked for again when melt pauses there.
run_melt oracle:64 -attach-cut oraclelog:"$work/decoded" -attach-cut diffferv $null real_time=-2
sort -n -k2 "$work/decoded" | awk '$2 < 63 && n[$2]++ { print; bad = 1 } END { exit bad }' >"$work/log" ||
    fail "frames were decoded twice"

# Four instances above each other and a clip below, as in an editor's timeline; the uppermost sees three edits.
cat >"$work/nested.mlt" <<XML
<mlt><profile width="320" height="180" frame_rate_num="25" frame_rate_den="1" progressive="1"
    sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="16" display_aspect_den="9" colorspace="709"/>
  <producer id="clip" in="0" out="99"><property name="mlt_service">oracle</property>
    <property name="resource">100</property></producer>
  <playlist id="below"><entry producer="clip" in="0" out="69"/></playlist>
  <playlist id="above">
    <entry producer="clip" in="20" out="54"><filter mlt_service="diffferv"/><filter mlt_service="diffferv"/></entry>
    <entry producer="clip" in="60" out="94"><filter mlt_service="diffferv"/></entry></playlist>
  <tractor id="track" in="0" out="69"><track producer="above"/><filter mlt_service="diffferv"/></tractor>
  <tractor id="main" in="0" out="69"><track producer="below"/><track producer="track"/>
    <filter mlt_service="diffferv"/><filter mlt_service="oraclelog" resource="$out"/></tractor>
</mlt>
XML
upper="p < 35 ? p + 20 : p + 25"
for real_time in -1 -4; do
    run_melt "$work/nested.mlt" $null real_time=$real_time
    [ $status -eq 0 ] || fail "four above each other, real_time=$real_time: melt ended with $status"
    expect_out "four above each other, real_time=$real_time" 70 "$upper" 1
    # Cuts are numbered as the source, track and master as the timeline.
    expect_seen "four above each other, real_time=$real_time" \
        "shown == ($upper) || shown == p ? shown : -2"
done
