#!/usr/bin/env bash
# Edits a clip on a real Slurm: plan, array over three nodes, join; with a fault in it. The result must be the file of
# one process, byte for byte, no finished chunk may be done twice, and the queue must be empty in the end.
# Skips itself, with a message, where daemons cannot be started. DIFFFERV_HEAVY=1 adds the slower faults, and insists.
# usage: packaging/slurm-test.sh [case...]
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=packaging/slurm-cluster.sh
. packaging/slurm-cluster.sh
packages=(slurmctld slurmd slurm-client munge)

skip() {
    echo "slurm-test: skipped: $1"
    exit 0
}
[ "$(id -u)" -eq 0 ] || skip "only root can start Slurm's daemons"
if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
    command -v apt-get >/dev/null || skip "there is no Slurm, and no apt-get"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
        skip "apt-get could not install ${packages[*]}"
fi

work=$(mktemp -d /tmp/diffferv-slurm.XXXXXX)
full= # a file system of its own
end() {
    local status=$?
    cluster_down || true
    [ -z "$full" ] || umount -l "$full" 2>/dev/null || true
    [ -n "${KEEP:-}" ] && echo "slurm-test: kept $work" || rm -rf "$work" || echo "slurm-test: $work is left" >&2
    exit "$status"
}
trap end EXIT
fail() {
    echo "slurm-test: $1" >&2
    tail -n 40 "$work"/*.log/* >&2 2>/dev/null || true
    exit 1
}

product=$PWD/packaging/diffferv
chunks=6
# request CHUNK FRAMES: what is edited from now on, and the file that one process makes of it
request() {
    edit=(packaging/demo/person.mkv --frames "$2" --prompt "a photo of an old man" --source-prompt "a photo of a man"
        --working-size 64 --steps 1 --inversion-predictions 1 --mask off --chunk "$1" --halo 1 --device cpu)
    local started=$SECONDS
    "$product" edit "${edit[@]}" -o "$work/alone.mkv" --overwrite 2>/dev/null || fail "the edit of one process failed"
    echo "slurm-test: one process: $2 frames in chunks of $1 in $((SECONDS - started)) s"
}

# What the tasks run in place of the product: puts the fault of the case into a task, and gives every node a cache of
# its own, but not its own copy of the unpacked libraries.
cat >"$work/diffferv" <<END
#!/usr/bin/env bash
set -euo pipefail
export XDG_CACHE_HOME=$work/cache/\${SLURMD_NODENAME:-head}
mkdir -p "\$XDG_CACHE_HOME/diffferv"
ln -sfn ${XDG_CACHE_HOME:-$HOME/.cache}/diffferv/native "\$XDG_CACHE_HOME/diffferv/native"
# Results must not depend on what a node has to offer.
[ "\${SLURMD_NODENAME:-}" != n3 ] || export OMP_NUM_THREADS=1
if [ "\$2" = work ]; then
    . $work/fault
fi
exec $product "\$@"
END
chmod +x "$work/diffferv"
export DIFFFERV=$work/diffferv TASKS=3 TRIES=2 ROUNDS=3 WORK_OPTIONS="--mem=500" JOIN_OPTIONS="--mem=500"

# wait_for SECONDS COMMAND...
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $until ] || return 1
        sleep 0.3
    done
}
queue_empty() {
    [ -z "$(squeue -h -o %i)" ]
}
committed() {
    cat "$work/$1".log/work.* 2>/dev/null | grep -c 'committed' || true
}
running() {
    squeue -h -r -t RUNNING -n diffferv-work -w "$1" -o %i | grep -q .
}

# run CASE SECONDS: submits a plan under the fault that stdin describes, and waits for an empty queue
run() {
    cat >"$work/fault"
    "$product" farm plan "${edit[@]}" --chunks $chunks -o "$work/$1.json" >/dev/null
    begun=$SECONDS
    packaging/farm/slurm/submit.sh "$work/$1.json" "$work/$1.mkv" >/dev/null
    [ -z "${3:-}" ] || "$3" "$1"
    wait_for "$2" queue_empty || fail "$1: after $2 s there is still in the queue: $(squeue -h -r -o '%i %t %r')"
}
# same CASE: the output is that of one process, and each chunk was committed once
same() {
    cmp "$work/alone.mkv" "$work/$1.mkv" || fail "$1: not the file of one process"
    local times
    times=$(committed "$1")
    [ "$times" -eq $chunks ] || fail "$1: $times commits of $chunks chunks"
    echo "slurm-test: $1: the file of one process, $times chunks committed, $((SECONDS - begun)) s"
}

case_well() {
    run well 300 <<<''
    same well
}

# Neither the clip nor the shares of the tasks are whole chunks of the model's.
case_uneven() {
    request 5 22
    chunks=3 run uneven 300 <<<''
    chunks=3 same uneven
    request 4 24
}

# A project in place of a clip, in chunks that do not begin where the runs of its effect do.
case_project() {
    mkdir -p "$work/modules" "$work/data/diffferv"
    for name in core avformat plus xml; do
        ln -s "$(pkg-config --variable=moduledir mlt-framework-7)/libmlt$name.so" "$work/modules"
    done
    ln -s "$PWD/mlt-filter/target/cmake/libmltdiffferv.so" "$work/modules"
    ln -s "$(pkg-config --variable=mltdatadir mlt-framework-7)"/* "$work/data"
    ln -s "$PWD/mlt-filter/src/filter_diffferv.yml" "$work/data/diffferv"
    export MLT_REPOSITORY=$work/modules MLT_DATA=$work/data
    cat >"$work/project.mlt" <<XML
<mlt LC_NUMERIC="C"><profile width="128" height="128" frame_rate_num="25" frame_rate_den="1" progressive="1"
    sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="1" display_aspect_den="1" colorspace="601"/>
 <producer id="clip" in="0" out="47"><property name="mlt_service">avformat-novalidate</property>
  <property name="resource">$PWD/packaging/demo/person.mkv</property><property name="length">48</property></producer>
 <playlist id="list"><entry producer="clip" in="3" out="24"><filter><property name="mlt_service">diffferv</property>
  <property name="prompt">a photo of an old man</property><property name="source_prompt">a photo of a man</property>
  <property name="working_size">64</property><property name="steps">2</property><property name="chunk">4</property>
  <property name="inversion_predictions">1</property><property name="mask">off</property><property name="halo">1</property>
  <property name="device">cpu</property></filter></entry></playlist>
 <tractor id="timeline"><track producer="list"/></tractor></mlt>
XML
    edit=("$work/project.mlt" --encoder lossless)
    "$product" render "${edit[@]}" -o "$work/alone.mkv" --overwrite 2>/dev/null || fail "project: one process failed"
    chunks=4 run project 300 <<<''
    chunks=4 same project
    request 4 24
}

# What the scheduling itself gains: every chunk is in the cache already, and takes fifteen seconds of sleep in place of work.
case_sleep() {
    run sleep 300 <<END
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}
sleep $((15 * chunks / TASKS))
END
    local took=$((SECONDS - begun))
    same sleep
    [ $took -lt $((15 * chunks)) ] || fail "sleep: $took s are no gain over $((15 * chunks))"
    echo "slurm-test: sleep: $chunks chunks of 15 s (simulated), $took s in place of $((15 * chunks))"
}

# A task ends with 75 once, and is started again by Slurm.
case_once() {
    run once 300 <<'END'
[ "$SLURM_ARRAY_TASK_ID" != 1 ] || [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ] || exit 75
END
    same once
    grep -q 'ended with 75' "$work"/once.log/work.*_1 || fail "once: the fault did not happen"
}

# A task fails for good; the join finds its chunks missing and submits a repair.
case_repair() {
    run repair 240 <<'END'
[ "$SLURM_ARRAY_TASK_ID" != 2 ] || [ "$ROUND" -gt 1 ] || exit 78
END
    same repair
    [ "$(cat "$work"/repair.log/join | grep -c 'missing or damaged: 4-5')" -eq 1 ] || fail "repair: there was none"
}

# A task hangs once, and is ended by the limit.
case_hang() {
    LIMIT=120 run hang 400 <<'END'
[ "$SLURM_ARRAY_TASK_ID" != 0 ] || [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ] || exec sleep 10000
END
    same hang
}

# A chunk never works: tries and rounds are bounded, and the join names it.
case_never() {
    run never 400 <<'END'
[ "$SLURM_ARRAY_TASK_ID" != $((ROUND > 1 ? 2 : 1)) ] || exit 75
END
    [ ! -e "$work/never.mkv" ] || fail "never: there is an output"
    [ "$(grep -c 'missing or damaged' "$work/never.log/join")" -eq $ROUNDS ] || fail "never: not $ROUNDS rounds"
    tail -n 1 "$work/never.log/join" | grep -q 'missing or damaged: 2 ' || fail "never: the join names no chunk"
    echo "slurm-test: never: given up after $ROUNDS rounds, the queue is empty, $((SECONDS - begun)) s"
}

# The node's daemon dies and its task works on, as when a network is split: Slurm starts the task a second time, and
# from then on both work.
split() {
    wait_for 60 running n2 || fail "split: nothing runs on n2"
    daemon_kill "$cluster/slurmd-n2.pid" KILL
}
split_over() {
    [ "$(cat "$work"/split.log/work.* | grep -c 'ended with 0')" -eq $((TASKS + 1)) ]
}
case_split() {
    run split 400 split <<END
[ "\${SLURM_RESTART_COUNT:-0}" -eq 0 ] || touch $work/second
[ "\$SLURMD_NODENAME" != n2 ] || for i in {1..600}; do [ ! -e $work/second ] || break; sleep 0.2; done
END
    wait_for 120 split_over || fail "split: the first of the two tasks did not end"
    cmp "$work/alone.mkv" "$work/split.mkv" || fail "split: not the file of one process"
    local said
    said=$(cat "$work"/split.log/work.*)
    ! grep DIFFERENT <<<"$said" || fail "split: two writers made different chunks"
    echo "slurm-test: split: the file of one process, $(committed split) chunks committed, $(grep -c \
        -e identical -e 'done already' <<<"$said") times another was faster, $((SECONDS - begun)) s"
    slurmd -N n2
}

# The share is full in the first round and has room in the second.
case_full() {
    mkdir "$work/full"
    mount -t tmpfs -o size=8m tmpfs "$work/full" 2>/dev/null || {
        echo "slurm-test: full: skipped: no file system can be mounted here"
        return 0
    }
    full=$work/full
    mkdir "$work/full.log" # or the logs would be lost as well
    ln -s "$work/full.log" "$work/full/full.log"
    run full/full 300 fill <<END
[ "\$SLURM_ARRAY_TASK_ID" = 0 ] || [ "\${SLURM_RESTART_COUNT:-0}" -gt 0 ] || until [ -e $work/filled ]; do sleep 0.2; done
[ "\${SLURM_RESTART_COUNT:-0}" -eq 0 ] || rm -f $work/full/filler
END
    cp "$work/full/full.mkv" "$work/full.mkv"
    grep -q 'ended with 75' "$work"/full.log/work.* || fail "full: the disk was never full"
    same full
}
fill() {
    wait_for 120 chunk_there || fail "full: no first chunk"
    dd if=/dev/zero of="$work/full/filler" bs=4k status=none 2>/dev/null || true
    touch "$work/filled"
}
chunk_there() {
    [ -e "$work/full/full.chunks/00001.json" ]
}

started=$SECONDS
request 4 24
if ! cluster_up "$work/cluster"; then
    why="Slurm does not start here: $(tail -qn 1 "$work"/cluster/log/* 2>/dev/null | head -n 3)"
    [ "${DIFFFERV_HEAVY:-}" != 1 ] || fail "$why"
    skip "$why"
fi

cases=("$@")
if [ ${#cases[@]} -eq 0 ]; then
    cases=(once)
    [ "${DIFFFERV_HEAVY:-}" != 1 ] || cases=(well once repair hang never full split sleep uneven project)
fi
for case in "${cases[@]}"; do
    "case_$case"
done
echo "slurm-test: ${#cases[@]} cases in $((SECONDS - started)) s"
