#!/bin/sh
# Hundreds of runs, one after the other: each ends as it must. Skipped unless DIFFFERV_HEAVY is set.
set -eu
. "$(dirname "$0")/common.sh"
[ -n "${DIFFFERV_HEAVY:-}" ] || exit 77

limit=20

i=0
while [ $i -lt 200 ]; do
    run_melt oracle:40 -attach-cut diffferv $null real_time=-$((i % 5))
    [ $status -eq 0 ] || fail "clean run $i ended with $status"
    expect_rules "clean run $i"
    i=$((i + 1))
done
echo "200 clean runs"

export FAKE_FAIL FAKE_FAIL_AT
i=0
while [ $i -lt 50 ]; do
    set -- start open frame edit compose
    shift $((i % 5))
    FAKE_FAIL=$1 FAKE_FAIL_AT=$((1 + i / 5 % 3))
    [ $1 != start ] || FAKE_FAIL_AT=1
    run_melt oracle:70 -attach-cut diffferv $null real_time=-$((i % 4 + 1))
    [ $status -eq 1 ] || fail "failing run $i, $FAKE_FAIL, ended with $status"
    i=$((i + 1))
done
echo "50 failing runs"
unset FAKE_FAIL FAKE_FAIL_AT

# Ended from outside at any moment: soon, in order, and without a core. melt ends with 0 after a signal that it handles.
export FAKE_DELAY=0.3
slowest=0
i=0
while [ $i -lt 100 ]; do
    rm -f "$FAKE_LOG"
    melt -profile "$work/small" oracle:400 delay=5 -attach-cut diffferv $null real_time=-$((i % 4 + 1)) \
        >"$work/log" 2>&1 </dev/null &
    child=$!
    sleep 0.$((i * 37 % 90 + 10))
    begin=$(date +%s%N)
    kill -TERM $child
    (sleep 8 && kill -KILL $child 2>/dev/null) &
    guard=$!
    status=0
    wait $child || status=$?
    kill $guard 2>/dev/null || true
    took=$((($(date +%s%N) - begin) / 1000000))
    # Before melt has its handler, the signal itself ends it.
    case $status in 0 | 143) ;; *) fail "stopped run $i ended with $status after $took ms" ;; esac
    [ $took -le $slowest ] || slowest=$took
    i=$((i + 1))
done
echo "100 stopped runs, the slowest ended after $slowest ms"
[ $slowest -le 2000 ] || fail "a stopped run took $slowest ms to end"
