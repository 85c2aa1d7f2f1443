#!/bin/sh
# What the filter adds to a render, in time and memory. Skipped unless DIFFFERV_HEAVY is set: on a busy machine times say
# little.
set -eu
[ -n "${DIFFFERV_HEAVY:-}" ] || exit 77
. "$(dirname "$0")/common.sh"
export FAKE_EDIT=none
unset FAKE_LOG

# cost CASE FRAMES
cost() {
    timeout -k 5 600 "$build/cost_test" "$1" "$2" >"$work/log" 2>&1 </dev/null || fail "$1"
    grep measured "$work/log"
}
cost hand_over 500
cost render 30000
cost scrub 30000
