#!/bin/sh
# Run after run: each ends as it must. Hundreds where DIFFFERV_HEAVY is set.
set -eu
. "$(dirname "$0")/common.sh"
clean=5 failing=5 stopped=12
[ -z "${DIFFFERV_HEAVY:-}" ] || clean=200 failing=50 stopped=100

limit=20

i=0
while [ $i -lt $clean ]; do
    run_melt oracle:40 -attach-cut diffferv $null real_time=-$((i % 5))
    [ $status -eq 0 ] || fail "clean run $i ended with $status"
    expect_rules "clean run $i"
    i=$((i + 1))
done
echo "$clean clean runs"

export FAKE_FAIL FAKE_FAIL_AT
i=0
while [ $i -lt $failing ]; do
    set -- start open frame edit compose
    shift $((i % 5))
    FAKE_FAIL=$1 FAKE_FAIL_AT=$((1 + i / 5 % 3))
    [ $1 != start ] || FAKE_FAIL_AT=1
    run_melt oracle:70 -attach-cut diffferv $null real_time=-$((i % 4 + 1))
    [ $status -eq 1 ] || fail "failing run $i, $FAKE_FAIL, ended with $status"
    i=$((i + 1))
done
echo "$failing failing runs"
unset FAKE_FAIL FAKE_FAIL_AT

# Ended from outside at any moment, by either signal, while an edit takes longer than anybody waits: soon, in order,
# without a core and without a word, for who stopped it knows. melt ends with 0 after a signal that it handles.
# stop NAME SIGNAL SECONDS REAL_TIME [PROPERTY]: of the clip; sets $took, in milliseconds
stop() {
    rm -f "$FAKE_LOG"
    # The shell lets what runs in the background ignore SIGINT.
    env --default-signal=INT ${wrap:-} melt -profile "$work/small" oracle:400 delay=5 ${5:-} -attach-cut diffferv $null \
        real_time=$4 >"$work/log" 2>&1 </dev/null &
    child=$!
    sleep $3
    begin=$(date +%s%N)
    kill -$2 $child 2>/dev/null || true
    (sleep 8 && kill -KILL $child 2>/dev/null) &
    guard=$!
    status=0
    wait $child || status=$?
    kill $guard 2>/dev/null || true
    took=$((($(date +%s%N) - begin) / 1000000))
    # Before melt has its handlers, the signal itself ends it.
    case $status in 0 | 130 | 143) ;; *) fail "$1 ended with $status after $took ms" ;; esac
    ! grep -q DiffFERV "$work/log" || fail "$1 complains"
}

export FAKE_DELAY=4
slowest=0
i=0
while [ $i -lt $stopped ]; do
    set -- TERM INT
    shift $((i / 4 % 2))
    stop "stopped run $i" $1 $((i % 3)).$((i * 37 % 90 + 10)) -$((i % 4 + 1))
    [ $took -le $slowest ] || slowest=$took
    i=$((i + 1))
done
echo "$stopped stopped runs, the slowest ended after $slowest ms"
[ $slowest -le 2000 ] || fail "a stopped run took $slowest ms to end"

# The consumer is stopped while its first frames are still being put together.
for real_time in -1 0; do
    stop "stop before the first frame, real_time=$real_time" TERM 0.8 $real_time seek=25
    [ $took -le 3000 ] || fail "a stop before the first frame took $took ms"
done

# An engine that loads or computes for half a minute without hearing anything is left at it.
for function in start open frame edit; do
    FAKE_DEAF=$function stop "stop during $function" TERM 1.5 -1
    [ $took -le 5000 ] || fail "a stop during $function took $took ms"
done
