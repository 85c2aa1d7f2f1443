# A throw-away Slurm on this one machine, without systemd and outside /etc/slurm: munged, slurmctld and three slurmd of
# one node each. Sourced by slurm-test.sh; needs root, and Debian's slurmctld, slurmd, slurm-client and munge.

NODES=3
cluster= # its folder

# cluster_up FOLDER: fails when not all nodes are idle after a while
cluster_up() {
    cluster=$1
    socket=/run/diffferv-munge-$$
    # Others may be running such a cluster beside this one.
    local port=$((20000 + $$ % 20000)) host
    host=$(hostname -s)
    mkdir -p "$cluster"/{munge,state,spool,log} "$socket"
    chmod 755 "$cluster" "$socket"
    chmod 700 "$cluster/munge"
    (umask 277 && dd if=/dev/urandom of="$cluster/munge/key" bs=128 count=1 status=none)
    cat >"$cluster/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# The second number is also the wait before a requeued job starts; smaller ones are refused.
AuthInfo=socket=$socket/sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd-%n.pid
SlurmctldLogFile=$cluster/log/slurmctld
SlurmdLogFile=$cluster/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SlurmdTimeout=10
ReturnToService=2
SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=0,batch_sched_delay=0
KillWait=5
MinJobAge=3600
JobRequeue=1
RequeueExit=75
NodeName=n[1-$NODES] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + NODES))] CPUs=1 RealMemory=4000
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
    # slurmd does not start where cgroups are mixed or missing, though nothing here asks for one.
    echo "CgroupPlugin=cgroup/v1" >"$cluster/cgroup.conf"
    export SLURM_CONF=$cluster/slurm.conf
    # Slurm does not listen on a machine that has no address but loopback.
    if ! ip -o addr 2>/dev/null | grep -v ' lo ' | grep -q inet; then
        ip addr add 10.254.254.1/32 dev lo 2>/dev/null || true
    fi

    munged --force --key-file="$cluster/munge/key" --socket="$socket/sock" --pid-file="$cluster/munge/pid" \
        --log-file="$cluster/munge/log" --seed-file="$cluster/munge/seed" 2>/dev/null || return 1
    slurmctld -c 2>>"$cluster/log/start" || return 1
    local node
    for node in $(seq $NODES); do
        mkdir -p "$cluster/spool/n$node"
        slurmd -N "n$node" 2>>"$cluster/log/start" || return 1
    done
    local i
    for i in $(seq 300); do
        [ "$(sinfo -hN -o %t 2>/dev/null | grep -cx idle)" -ne $NODES ] || return 0
        sleep 0.1
    done
    return 1
}

# daemon_kill PIDFILE SIGNAL: only if the number still belongs to a daemon of ours
daemon_kill() {
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 0
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
        munged | slurmctld* | slurmd*) kill "-$2" "$pid" ;;
    esac
}

cluster_down() {
    [ -n "$cluster" ] || return 0
    # Not squeue's own user: everything here is ours.
    timeout 10 scancel --state=PENDING 2>/dev/null
    timeout 10 scancel --state=RUNNING 2>/dev/null
    local i file pid pids=
    for i in $(seq 50); do
        [ -n "$(timeout 5 squeue -h -t RUNNING,COMPLETING 2>/dev/null)" ] || break
        sleep 0.2
    done
    for file in "$cluster"/slurmd-*.pid "$cluster/slurmctld.pid" "$cluster/munge/pid"; do
        pids="$pids $(cat "$file" 2>/dev/null)"
        daemon_kill "$file" TERM
    done
    # They take their pid files away before they write their state for the last time.
    for pid in $pids; do
        for i in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
    done
    rm -rf "$socket"
}
