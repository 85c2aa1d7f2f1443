#!/usr/bin/env bash
# Kills an edit at random moments and shows that the finished file is the one of an uninterrupted run and that no kill
# costs more than a chunk; then compares peak memory for 50 and for 500 frames. Takes seven minutes of one core.
# usage: packaging/kill-test.sh [kills, default 10] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-10}
RANDOM=${2:-7}
frames=30
chunk=3

work=$(mktemp -d)
trap 'kill -9 ${pid:-} 2>/dev/null || true; rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state OMP_NUM_THREADS=${OMP_NUM_THREADS:-2}

fail() {
    echo "kill-test: $1" >&2
    exit 1
}

# A disc that wanders over a gradient, as uncompressed 64x64 pictures: perl belongs to every Debian.
clip() {
    perl -e 'binmode STDOUT; print "YUV4MPEG2 W64 H64 F25:1 C420jpeg\n";
        for my $n (0 .. $ARGV[0] - 1) {
            print "FRAME\n";
            for my $y (0 .. 63) { for my $x (0 .. 63) {
                my $d = ($x - 30 - 15 * sin($n / 9)) ** 2 + ($y - 32) ** 2;
                print chr(60 + $y + ($d < 300 ? 90 : 0));
            } }
            print chr(118) x 1024, chr(140) x 1024;
        }' "$1" >"$work/$1.y4m"
}

# edit FRAMES OUTPUT PROGRESS OPTION...: starts an edit in the background and leaves its process id in $pid
edit() {
    packaging/diffferv edit "$work/$1.y4m" -o "$work/$2" --progress json --encoder lossless \
        --source-prompt "a photo of a man" --prompt "a photo of an old man" \
        --working-size 64 --inversion-predictions 1 "${@:4}" >"$work/$3" 2>"$work/$3.err" &
    pid=$!
}

small() {
    edit $frames "$1" "$2" --steps 2 --chunk $chunk --halo 1
}

finished() {
    wait "$pid" || fail "an edit failed: $(cat "$work/$1.err")"
}

# The chunks whose sampling began, by their number.
sampled() {
    sed -n 's/.*"stage":"sampling","frames":\([0-9.]*\).*/\1/p' "$work/$1" | awk -v c=$chunk '{print int($1 / c)}' | uniq
}

clip $frames
source_sum=$(sha256sum <"$work/$frames.y4m")
small whole.mkv whole.json
finished whole.json
chunks=$(sampled whole.json | wc -l)
[ "$chunks" -eq $((frames / chunk)) ] || fail "$chunks chunks were sampled, not $((frames / chunk))"
whole_ms=$(sed -n 's/.*"seconds":\([0-9]*\)\.\([0-9]\).*/\1\200/p' "$work/whole.json" | tail -n 1)
first_ms=$(sed -n 's/.*"seconds":\([0-9]*\)\.\([0-9]\).*/\1\200/p' "$work/whole.json" | head -n 1)
echo "uninterrupted: $frames frames in $chunks chunks, $((whole_ms / 1000)) s"

rm -rf "$XDG_CACHE_HOME/diffferv/results"
done_kills=0 redone=0 previous=-1 round=0
while [ "$done_kills" -lt "$kills" ]; do
    round=$((round + 1))
    [ $round -le $((kills * 3)) ] || fail "the edit ends too soon to be killed $kills times"
    small out.mkv run.json
    until [ -s "$work/run.json" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
    sleep "$(awk -v r=$RANDOM -v ms=$((whole_ms - first_ms)) 'BEGIN {print r / 32768 * ms / 3000}')"
    if kill -9 $pid 2>/dev/null; then
        wait $pid 2>/dev/null || true
        done_kills=$((done_kills + 1))
        [ ! -e "$work/out.mkv" ] || fail "a killed edit left an output"
    else
        finished run.json
        cmp -s "$work/whole.mkv" "$work/out.mkv" || fail "a resumed edit gave another file"
        rm -rf "$work/out.mkv" "$XDG_CACHE_HOME/diffferv/results"
        previous=-1
        continue
    fi
    first=$(sampled run.json | head -n 1)
    last=$(sampled run.json | tail -n 1)
    if [ -n "$first" ]; then
        [ "$first" -ge "$previous" ] || fail "chunk $first was edited again, though $previous had begun"
        [ "$first" -gt "$previous" ] || redone=$((redone + 1))
        previous=$last
    fi
    echo "kill $done_kills in chunk ${last:-none}"
done
small out.mkv last.json
finished last.json
first=$(sampled last.json | head -n 1)
[ "${first:-$chunks}" -ge "$previous" ] || fail "chunk $first was edited again, though $previous had begun"
[ "${first:-$chunks}" -gt "$previous" ] || redone=$((redone + 1))
cmp "$work/whole.mkv" "$work/out.mkv" || fail "the resumed edit gave another file"
[ "$(sha256sum <"$work/$frames.y4m")" = "$source_sum" ] || fail "the source changed"
left=$(find "$work" -maxdepth 1 -name '.*' -type f)
[ -z "$left" ] || fail "left behind: $left"
echo "$done_kills kills: the same file, $redone chunks begun again"

# Most main memory of the edit in $pid, in KiB: the last reading before it ends.
peak() {
    local kib=0 now
    while now=$(awk '/^VmHWM/ {print $2}' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        kib=$now
        sleep 0.1
    done
    echo "$kib"
}

declare -A memory
for count in 50 500; do
    clip $count
    rm -rf "$XDG_CACHE_HOME/diffferv/results"
    edit $count $count.mkv $count.json --steps 1 --mask off
    memory[$count]=$(peak)
    finished $count.json
    echo "$count frames: at most $((memory[$count] / 1024)) MiB"
done
awk -v a="${memory[50]}" -v b="${memory[500]}" 'BEGIN {exit !(b <= 1.05 * a)}' ||
    fail "500 frames take more than 1.05 times the memory of 50"
