#!/usr/bin/env bash
# One task of the array; started by submit.sh. A site with RequeueExit=75 in its slurm.conf starts it again after 75,
# without end, so the last try ends with 78; at other sites the join repairs.
set -uo pipefail
plan=$1
shift

# Slurm signals this script alone.
trap 'kill -TERM "$task" 2>/dev/null' TERM
# shellcheck disable=SC2086 # nothing, or one word
${LIMIT:+timeout --kill-after=60 $LIMIT} "$DIFFFERV" farm work "$plan" "$@" &
task=$!
wait "$task"
status=$?
while kill -0 "$task" 2>/dev/null; do
    wait "$task"
    status=$?
done

case $status in
    124 | 137) status=75 ;; # out of time
esac
if [ "$status" -eq 75 ] && [ $((${SLURM_RESTART_COUNT:-0} + 1)) -ge "$TRIES" ]; then
    echo "work: that was the last of $TRIES tries" >&2
    status=78
fi
echo "work: task ${SLURM_ARRAY_TASK_ID:-?} on ${SLURMD_NODENAME:-?} ended with $status" >&2
exit "$status"
