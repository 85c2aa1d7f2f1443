#!/bin/sh
# While the engine edits a run, the next is decoded: between ten edits of 0.6 s the engine hardly rests, though decoding
# for a run takes 0.4 s.
set -eu
. "$(dirname "$0")/common.sh"

export FAKE_DELAY=0.6
for real_time in -1 -4; do
    begin=$(date +%s%N)
    run_melt oracle:160 delay=20 -attach-cut diffferv -consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1 \
        real_time=$real_time
    took=$((($(date +%s%N) - begin) / 1000000))
    [ $status -eq 0 ] || fail "real_time=$real_time: melt ended with $status"
    # Against the edits' own time, because a busy machine stretches both.
    awk -v real_time=$real_time -v took=$took '
        $1 == "edit" { n++; first = n == 1 ? $8 : first; last = $10; edits += $10 - $8 }
        END { share = (last - first) / edits
              printf "measured: %d edits, real_time=%s: %.2f s of edits in %.2f s; melt %d ms\n",
                     n, real_time, edits, last - first, took
              exit n != 10 || share > 1.15 }
    ' "$FAKE_LOG" || fail "real_time=$real_time: the engine waited for frames"
done
