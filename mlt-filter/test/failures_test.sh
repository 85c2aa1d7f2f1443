#!/bin/sh
# A render whose edit fails ends as failed, with one sentence, and shows no frame as edited that is not.
set -eu
. "$(dirname "$0")/common.sh"

# check NAME SENTENCE ARGUMENTS...
check() {
    name=$1 sentence=$2
    shift 2
    for real_time in ${ways:--1 -4 0}; do
        run_melt "$@" -consumer avformat:"$work/out.avi" vcodec=mjpeg an=1 real_time=$real_time
        [ $status -eq 1 ] || fail "$name, real_time=$real_time: melt ended with $status"
        [ "$(grep -c "$sentence" "$work/log")" -eq 1 ] || fail "$name, real_time=$real_time: one sentence must say why"
        # What comes out unmarked must not be the clip's picture: MLT shows a test card.
        if [ -f "$out" ]; then
            ! grep -E 'number [0-9]+ .*marked 0' "$out" || fail "$name, real_time=$real_time: an unedited frame came out"
        fi
    done
}

for function in start open frame edit compose; do
    export FAKE_FAIL=$function FAKE_FAIL_AT=1
    check "failing $function" "the fake engine fails in $function" oracle:60 -attach-cut diffferv -attach-cut "$log"
done
export FAKE_FAIL=edit FAKE_FAIL_AT=3
check "failing later" "the fake engine fails in edit" oracle:60 -attach-cut diffferv -attach-cut "$log"
check "failing early" "the fake engine fails in edit" oracle:100000 -attach-cut diffferv -attach-cut "$log"
[ "$(wc -l <"$out")" -le 200 ] || fail "failing early: $(wc -l <"$out") frames came after it"
check "below others" "the fake engine fails in edit" \
    oracle:60 -attach-cut diffferv -attach-cut diffferv -attach-track diffferv -attach-track "$log"
two_files oracle:100000 -attach-cut diffferv
[ $status -eq 1 ] || fail "failing in two files: melt ended with $status"
unset FAKE_FAIL FAKE_FAIL_AT
check "a frame out of its place" "did not come in their places" \
    oracle:60 wrong=40 -attach-cut diffferv -attach-cut "$log"

ways=-1
for strength in nan inf 1e9 -1 abc "" " " 0,5 "0=0,25;9=1" "0=abc" "0=0.5;9=x;20=1" "0=1;9=" "0=nan" "0=1;25~=1e9"; do
    check "strength \"$strength\"" "strength: expected a number from 0 to 2" \
        oracle:30 -attach-cut diffferv strength="$strength" -attach-cut "$log"
done
