#!/bin/sh
# The other tests with a module that AddressSanitizer and UndefinedBehaviorSanitizer watch, and some under valgrind.
# usage: memory_test.sh BUILD_FOLDER SOURCE_FOLDER MLT_MODULES MLT_DATA; skipped unless DIFFFERV_HEAVY is set
set -eu
[ -n "${DIFFFERV_HEAVY:-}" ] || exit 77
here=$(dirname "$0")
watched=$1/watched
cmake -S "$2/.." -B "$watched" -DCMAKE_BUILD_TYPE=Debug --log-level=WARNING \
    -DCMAKE_C_FLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" >/dev/null
cmake --build "$watched" --target mltfake mltoracle host_test >/dev/null
# melt itself is not built with them, and leaks.
export ASAN_OPTIONS=detect_leaks=0
wrap="env LD_PRELOAD=$(cc -print-file-name=libasan.so)"
export wrap
# Five clean, five failing and twelve stopped runs are enough here.
DIFFFERV_HEAVY='' sh "$here/repeats_test.sh" "$watched" "$2" "$3" "$4"
for test in neighbours timeline failures inputs parameters bits editor; do
    sh "$here/${test}_test.sh" "$watched" "$2" "$3" "$4"
    echo "$test: clean with AddressSanitizer and UndefinedBehaviorSanitizer"
done

unset wrap
set -- "$1" "$2" "$3" "$4"
. "$here/common.sh"
limit=300
wrap="valgrind -q --error-exitcode=99 --suppressions=$(dirname "$2")/test/valgrind.supp"
for real_time in -1 -4; do
    run_melt oracle:40 -attach-cut diffferv -attach-track diffferv \
        -consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1 real_time=$real_time
    [ $status -eq 0 ] || fail "valgrind, real_time=$real_time: melt ended with $status"
done
for case in leave toggle; do
    HOST_IS_SLOW=yes FAKE_DELAY=0.3 timeout -k 5 $limit $wrap "$build/host_test" $case >"$work/log" 2>&1 </dev/null || fail "valgrind, $case"
done
export FAKE_FAIL=edit
run_melt oracle:40 -attach-cut diffferv -consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1
[ $status -eq 1 ] || fail "valgrind, failing engine: melt ended with $status"
echo "melt: clean with valgrind"
