#!/bin/sh
# The filter in an editor, which shows frames instead of writing them.
set -eu
. "$(dirname "$0")/common.sh"

# check CASE DELAY
check() {
    rm -f "$FAKE_LOG"
    FAKE_DELAY=$2 timeout -k 5 60 ${wrap:-} "$build/host_test" $1 >"$work/log" 2>&1 </dev/null || fail "$1 failed"
    grep measured "$work/log" || true
    ! grep -vE '^$|LADSPA|measured' "$work/log" >"$work/said" || { cat "$work/said"; fail "$1: something was said"; }
    expect_seen $1 p
}

check preview 3
grep -q '^setting [0-9]* prompt=a photo of "x"; y = .z.$' "$FAKE_LOG" || fail "the prompt reached the engine changed"
export FAKE_READY=3
check early 0
unset FAKE_READY
check texts 0.1
grep -q '^setting [0-9]* prompt=5=x; a "y" = .z.$' "$FAKE_LOG" || fail "a prompt that looks like keyframes was taken for some"
check changes 0.5
check shuttle 0.01
check outside 0.1
check loop 0.1
check references 0.1
check leave 5
check toggle 0.01
for function in start open frame edit; do
    rm -f "$FAKE_LOG"
    FAKE_FAIL=$function timeout -k 5 60 ${wrap:-} "$build/host_test" fail >"$work/log" 2>&1 </dev/null ||
        fail "a failing $function is not shown"
done
# MLT is closed and opened again, with its core alone: in a second life avformat reads slices that 7.12 has freed.
mkdir "$work/core"
ln -s "$modules/libmltcore.so" "$build/libmltfake.so" "$build/libmltoracle.so" "$work/core"
MLT_REPOSITORY="$work/core" check again 0.2
# The process ends while a preview is still being decoded and edited.
for again in 1 2 3; do
    FAKE_DELAY=5 run_melt oracle:40 out=0 -attach-cut diffferv mode=preview -consumer avformat:/dev/null f=rawvideo \
        vcodec=rawvideo an=1 real_time=-1
    [ $status -eq 0 ] || fail "a process that ends during a preview: $status"
done
