#!/bin/sh
# The frames that the engine is shown are those around the frames it edits, wherever the effect stands.
set -eu
. "$(dirname "$0")/common.sh"

# A display's pace: frames may be dropped, but none may be wrong.
run_melt oracle:60 -attach-cut diffferv -attach-cut "$log" $null real_time=1
[ $status -eq 0 ] || fail "real_time=1: melt ended with $status"
expect_seen "real_time=1" p

ways="0 -1 -4 -8" neighbours "whole clip" 70 p p oracle:70 -attach-cut diffferv -attach-cut "$log"
# Beyond the clip's ends there is nothing to see.
awk '$1 == "open" && ($6 != ($4 ? 2 : 0) || $10 != ($4 + $8 < 70 ? 2 : 0)) { print; bad = 1 } END { exit bad }' \
    "$FAKE_LOG" >"$work/log" || fail "whole clip: halos that are not there"
neighbours "in and out" 46 "p + 30" p oracle:100 in=30 out=75 -attach-cut diffferv -attach-cut "$log"
neighbours "clip with in and out" 46 "p + 30" p oracle:100 in=30 out=75 -attach-clip diffferv -attach-clip "$log"
neighbours "planted" 50 p p oracle:50 -filter diffferv -filter "$log"
neighbours "track over two clips" 80 "p % 40" "p % 40" oracle:40 oracle:40 -attach-track diffferv -attach-track "$log"
neighbours "track over a cut in one clip" 60 "p < 30 ? p : p + 20" "p < 30 ? p : p + 20" \
    oracle:100 in=0 out=29 oracle:100 in=50 out=79 -attach-track diffferv -attach-track "$log"
neighbours "two cuts, each with the effect" 22 shown p \
    oracle:100 in=10 out=31 -attach-cut diffferv -attach-cut "$log" \
    oracle:100 in=50 out=71 -attach-cut diffferv -attach-cut "$log"
neighbours "blank between" 40 "p < 20 ? p : p - 50" "p < 20 ? p : p - 50" \
    oracle:20 -blank 29 oracle:20 -attach-track diffferv -attach-track "$log"
for length in 1 2 3 15 16 17 18; do
    neighbours "clip of $length" $length p p oracle:$length -attach-cut diffferv -attach-cut "$log"
done
neighbours "backwards" 60 "59 - p" "59 - p" timewarp:-1:oracle:60 -attach-cut diffferv -attach-cut "$log"

# Effects before this one are seen, animated as on the frame itself; those behind it and disabled ones are not.
as_without "effects before" 0 oracle:60 -attach-cut brightness level="0=0.4;59=1" -attach-cut invert disable=1 \
    -attach-cut crop left=20 right=20 -attach-cut diffferv -attach-cut invert -attach-cut brightness level=0.5
as_without "an effect over part of the clip" 0 oracle:60 -attach-cut brightness level=0.5 in=20 out=29 -attach-cut diffferv
# What lies beyond the edited part is seen, but not edited.
marked="p >= 20 && p <= 41" neighbours "part of the clip" 60 p p oracle:60 -attach-cut diffferv in=20 out=41 -attach-cut "$log"

# A key frame only at the start: each seek decodes from there.
made long.mp4 oracle:100
neighbours "double speed" 50 "2 * p" "2 * p" timewarp:2:"$work/long.mp4" -attach-cut diffferv -attach-cut "$log"
# Between two frames MLT rounds now up, now down.
half="shown == int(p / 2) || shown == int((p + 1) / 2) ? shown : -2"
neighbours "half speed" 200 "$half" "$half" timewarp:0.5:"$work/long.mp4" -attach-cut diffferv -attach-cut "$log"
neighbours "long group of pictures" 51 "p + 25" p "$work/long.mp4" in=25 out=75 -attach-cut diffferv -attach-cut "$log"
# What lies in two runs is decoded once; the last frame is asked for again when melt pauses there.
run_melt oracle:64 -attach-cut oraclelog:"$work/decoded" -attach-cut diffferv $null real_time=-2
sort -n -k2 "$work/decoded" | awk '$2 < 63 && n[$2]++ { print; bad = 1 } END { exit bad }' >"$work/log" ||
    fail "frames were decoded twice"

# Four instances above each other and a clip below, as in an editor's timeline; the uppermost sees three edits.
project nested <<XML
  <producer id="clip" in="0" out="99"><property name="mlt_service">oracle</property>
    <property name="resource">100</property></producer>
  <playlist id="below"><entry producer="clip" in="0" out="69"/></playlist>
  <playlist id="above">
    <entry producer="clip" in="20" out="54"><filter mlt_service="diffferv"/><filter mlt_service="diffferv"/></entry>
    <entry producer="clip" in="60" out="94"><filter mlt_service="diffferv"/></entry></playlist>
  <tractor id="track" in="0" out="69"><track producer="above"/><filter mlt_service="diffferv"/></tractor>
  <tractor id="main" in="0" out="69"><track producer="below"/><track producer="track"/>
    <filter mlt_service="diffferv"/><filter mlt_service="oraclelog" resource="$out"/></tractor>
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

# Two files of two sizes at once.
two_files oracle:60 -attach-cut diffferv -attach-cut "$log"
[ $status -eq 0 ] || fail "two files at once: melt ended with $status"
expect_out "two files at once" 60 p 1
expect_seen "two files at once" p

# As a preview of the timeline asks for it.
for size in "0.5 160x90" "0.25 80x44"; do
    set -- $size
    null="$null scale=$1" neighbours "scale $1" 40 p p oracle:40 -attach-cut diffferv -attach-cut "$log"
    ! grep '^open' "$FAKE_LOG" | grep -v "size $2 " >"$work/log" || fail "scale $1: the edit is of another size"
    # A rectangle in pixels of the profile, and a proxy's smaller picture, come at that size too.
    ways=-4 asked=scale=$1 as_without "scale $1, rectangle" 0 \
        "$work/0.avi" -attach-cut affine transition.rect="40/20:200x100" -attach-cut diffferv
    ways=-4 asked=scale=$1 as_without "scale $1, proxy" 0 "$work/1.avi" -attach-cut diffferv
done
