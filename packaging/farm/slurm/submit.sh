#!/usr/bin/env bash
# Sends what is missing of a farm plan to Slurm: an array of tasks, and a job that joins their chunks.
# usage: submit.sh PLAN.json OUTPUT [option of 'farm join'...]
# Variables, all optional:
#   DIFFFERV       the command; default: diffferv
#   TASKS          tasks of the array, one a GPU; default: 8
#   TRIES          starts of a task, the first included, when it ends with 75; default: 3
#   ROUNDS         arrays in all: the join repairs what is missing by another, until the last; default: 3
#   LIMIT          longest time of a task, as timeout(1) takes it; default: none beside the partition's own
#   WORK_OPTIONS   of sbatch for the tasks, such as "--gres=gpu:a100:1 --mem=16G --constraint=sm_80"
#   JOIN_OPTIONS   of sbatch for the join
# Prints the numbers of the array and of the join.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,12s/^# //p' "$0"; exit 2; }
plan=$(realpath "$1")
output=$(realpath -m "$2")
shift 2
here=$(dirname "$(realpath "$0")")
export DIFFFERV=${DIFFFERV:-diffferv} TASKS=${TASKS:-8} TRIES=${TRIES:-3} ROUNDS=${ROUNDS:-3} ROUND=${ROUND:-1}
export LIMIT=${LIMIT:-} WORK_OPTIONS=${WORK_OPTIONS:-} JOIN_OPTIONS=${JOIN_OPTIONS:-} SUBMIT=$here/submit.sh

if [ "$ROUND" -eq 1 ] && [ -e "$output" ] && [[ " $* " != *" --overwrite "* ]]; then
    echo "submit: $output exists; name another output or add --overwrite" >&2
    exit 2
fi
logs=${plan%.json}.log
mkdir -p "$logs"
todo=$("$DIFFFERV" farm todo "$plan")
work=none
after=()
if [ -n "$todo" ]; then
    # At first each task takes its share of all chunks with one warm model; a repair is a task for each chunk.
    array=0-$((TASKS - 1)) share=(--stripes "$TASKS")
    if [ "$ROUND" -gt 1 ]; then
        array=$todo share=()
    fi
    # shellcheck disable=SC2086 # options are words
    work=$(sbatch --parsable $WORK_OPTIONS --array="$array" --requeue --open-mode=append --signal=B:TERM@60 \
        --job-name=diffferv-work --output="$logs/work.%A_%a" "$here/work.sh" "$plan" "${share[@]}")
    # Not afterok: an array in which one task failed, and then went well, never satisfies it.
    after=(--dependency="afterany:$work")
fi
# shellcheck disable=SC2086
join=$(sbatch --parsable $JOIN_OPTIONS "${after[@]}" --open-mode=append --job-name=diffferv-join \
    --output="$logs/join" "$here/join.sh" "$plan" "$output" "$@")
echo "$work $join"
