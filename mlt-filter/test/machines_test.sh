#!/bin/sh
# The machine around the engine: what is missing, too small, read-only or full ends a render with one sentence, and
# what only looks odd does not matter.
# usage: machines_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built, or
# unless DIFFFERV_HEAVY is set
set -eu
[ -n "${DIFFFERV_HEAVY:-}" ] || exit 77
. "$(dirname "$0")/mounts.sh"
. "$(dirname "$0")/hosted.sh"
trap 'set +e; umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
ulimit -c 0

render() {
    rm -f "$work/out"
    run_melt 60 -profile atsc_720p_25 color:red out=9 -attach-cut diffferv prompt="${1:-invert}" \
        -consumer avformat:"$work/out" f=framemd5 vcodec=rawvideo an=1 real_time=-1
}

works() {
    render
    [ $status -eq 0 ] || fail "$1: melt ended with $status"
}

# fails NAME SENTENCE
fails() {
    render
    [ $status -eq 1 ] || fail "$1: melt ended with $status"
    [ "$(grep -c "DiffFERV: .*$2" "$work/log")" -eq 1 ] || fail "$1 is not told in one sentence"
}

# disk OPTIONS: a file system of its own at $work/disk
disk() {
    mkdir -p "$work/disk"
    mount -t tmpfs -o "$1" tmpfs "$work/disk"
}

render
! grep -q NoClassDefFoundError "$work/log" || exit 77
[ $status -eq 0 ] || fail "melt ended with $status"

(
    ulimit -v 2500000
    fails "too little address space" "Could not .* space.*; correct the memory"
)
mkdir "$work/jars"
for jar in $(echo "$DIFFFERV_CLASSPATH" | sed 's/.*://;s/\*$//')*.jar; do
    case $jar in
    */jna-5*) head -c 100000 "$jar" >"$work/jars/jna.jar" ;;
    *) ln -s "$jar" "$work/jars" ;;
    esac
done
(
    DIFFFERV_CLASSPATH="${DIFFFERV_CLASSPATH%:*}:$work/jars/*"
    fails "a damaged jar" "com/sun/jna/.*; its jars were looked for in .*$work/jars.*; install DiffFERV anew"
)
(
    unset XDG_CACHE_HOME
    export HOME="$work/home"
    passwd=$(getent passwd "$(id -u)" | cut -d: -f6)
    works "a home that passwd does not know"
    [ -d "$HOME/.cache/diffferv/native" ] || fail "the cache is not below HOME"
    [ -z "$(find "$passwd/.cache/JNA" "$passwd/.djl.ai" "$passwd/.javacpp" -newer "$work/jars" 2>/dev/null)" ] ||
        fail "something was left in the home that passwd knows"
)

# The process is gone with the engine: nothing isolates native code. What matters is that no render passes for done.
render crash
[ $status -gt 128 ] || fail "a crash of native code ends melt with $status"

if [ $mounts = no ]; then
    echo "not tested, for want of a namespace: full, read-only and noexec disks"
    exit 0
fi
disk size=64k
XDG_CACHE_HOME="$work/disk" fails "a full disk" "the disk of $work/disk/diffferv is full; make room"
umount "$work/disk"
disk noexec
XDG_CACHE_HOME="$work/disk" fails "a cache that forbids programs" "its disk is mounted noexec"
DIFFFERV_JAVA_OPTIONS="-Djava.io.tmpdir=$work/disk" TMPDIR="$work/disk" works "a /tmp that forbids programs"
umount "$work/disk"
disk ro
(
    unset XDG_CACHE_HOME
    HOME="$work/disk" fails "a read-only home" "cannot be used (Read-only file system); set XDG_CACHE_HOME"
)
umount "$work/disk"
