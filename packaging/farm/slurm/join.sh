#!/usr/bin/env bash
# Joins the chunks once the array is over, however it ended; has what is missing repaired, ROUNDS - 1 times at most.
# Never ends with 75: a site that starts such jobs again would do so for ever. Started by submit.sh.
set -uo pipefail
plan=$1
output=$2
shift 2
"$DIFFFERV" farm join "$plan" -o "$output" "$@"
status=$?
if [ "$status" -eq 75 ]; then
    [ "$ROUND" -lt "$ROUNDS" ] || exit 78
    ROUND=$((ROUND + 1)) exec "$SUBMIT" "$plan" "$output" "$@"
fi
exit "$status"
