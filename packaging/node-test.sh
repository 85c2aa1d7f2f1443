#!/usr/bin/env bash
# A node with clips to edit and projects to render, killed with SIGKILL at random moments and started again: at the end
# every job is done, in one state, with the pictures of a node that nobody killed, and no finished chunk was made twice.
# Then what a warm model saves, and one job that hostile hands wrote. Fifty jobs take ten minutes of two cores.
# usage: packaging/node-test.sh [jobs, default 50] [kills, default 20] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${1:-50} kills=${2:-20}
RANDOM=${3:-11}
node=

work=$(mktemp -d)
trap 'kill -9 $node 2>/dev/null || true; rm -rf "$work"' EXIT
fail() {
    echo "node-test: $1" >&2
    exit 1
}

modules=$(pkg-config --variable=moduledir mlt-framework-7) data=$(pkg-config --variable=mltdatadir mlt-framework-7)
mkdir -p "$work/modules" "$work/data/diffferv" "$work/in"
for name in core avformat plus xml; do
    ln -s "$modules/libmlt$name.so" "$work/modules"
done
ln -s "$PWD/mlt-filter/target/cmake/libmltdiffferv.so" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$PWD/mlt-filter/src/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY=$work/modules MLT_DATA=$work/data

# A disc that wanders over a gradient, as uncompressed 64x64 pictures.
perl -e 'binmode STDOUT; print "YUV4MPEG2 W64 H64 F25:1 C420jpeg\n";
    for my $n (0 .. 3) {
        print "FRAME\n";
        for my $y (0 .. 63) { for my $x (0 .. 63) {
            my $d = ($x - 30 - 9 * $n) ** 2 + ($y - 32) ** 2;
            print chr(60 + $y + ($d < 300 ? 90 : 0));
        } }
        print chr(118) x 1024, chr(140) x 1024;
    }' >"$work/in/clip.y4m"

# settings NUMBER FORMAT: a small edit that no other job shares
settings() {
    for pair in "prompt=a photo of an old man" "source_prompt=a photo of a man" steps=1 working_size=64 chunk=2 halo=1 \
        inversion_predictions=1 device=cpu "seed=$1"; do
        # shellcheck disable=SC2059 # the format is ours
        printf "$2" "${pair%%=*}" "${pair#*=}"
    done
}

# submit SPOOL NUMBER: every third job is a project
submit() {
    local kind=edit source=clip.y4m asked
    asked=",\"settings\":{$(settings "$2" '"%s":"%s",' | sed 's/,$//')}"
    if [ $(($2 % 3)) -eq 0 ]; then
        kind=render source=$2.mlt asked=
        cat >"$work/in/$2.mlt" <<XML
<mlt><profile width="64" height="64" frame_rate_num="25" frame_rate_den="1" progressive="1" sample_aspect_num="1"
    sample_aspect_den="1" display_aspect_num="1" display_aspect_den="1" colorspace="601"/>
 <producer id="clip" in="0" out="3"><property name="mlt_service">avformat-novalidate</property>
  <property name="resource">clip.y4m</property><property name="length">4</property></producer>
 <playlist id="list"><entry producer="clip" in="0" out="3">
  <filter><property name="mlt_service">diffferv</property>$(settings "$2" '<property name="%s">%s</property>')</filter>
 </entry></playlist><tractor id="timeline"><track producer="list"/></tractor></mlt>
XML
    fi
    mkdir -p "$1/queued"
    echo "{\"kind\":\"$kind\",\"source\":\"$source\",\"output\":\"$2.mkv\",\"encoder\":\"lossless\",
        \"models\":{\"face-256\":\"$model\"}$asked}" >"$1/.new"
    mv "$1/.new" "$1/queued/job-$2.json"
}

# start NAME: a node with a spool, outputs and a cache of that name, in the background
start() {
    mkdir -p "$work/$1/out" "$work/$1/spool/"{queued,running,done,failed,cancelled}
    XDG_CACHE_HOME=$work/$1/cache packaging/diffferv node --spool "$work/$1/spool" --inputs "$work/in" \
        --outputs "$work/$1/out" --until-empty >"$work/$1/log" 2>&1 &
    node=$!
}

# state NAME STATE: how many jobs are in it
state() {
    find "$work/$1/spool/$2" -name '*.json' | wc -l
}

finished() {
    wait $node || fail "the node ended with $?: $(tail -n 3 "$work/$1/log")"
    [ "$(state "$1" done)" -eq "$2" ] || fail "of $2 jobs $(state "$1" done) are done: $(cat "$work/$1/spool/failed/"*)"
}

# The model's hash, which a job must know, as a job without it is told.
mkdir -p "$work/ask/spool/queued"
echo '{"kind":"edit","source":"clip.y4m","output":"a.mkv","settings":{"prompt":"a"}}' >"$work/ask/spool/queued/ask.json"
start ask
wait $node
model=$(grep -o 'found [0-9a-f]\{64\}' "$work/ask/spool/failed/ask.json" | cut -d' ' -f2)

for ((i = 1; i <= jobs; i++)); do
    submit "$work/calm/spool" $i
    submit "$work/killed/spool" $i
done
begin=$SECONDS
start calm
finished calm "$jobs"
calm=$((SECONDS - begin))
first=$(cat "$work/calm/spool/done/"*.json | grep -o '"seconds":[0-9.]*' | cut -d: -f2 | sort -n | tail -n 1)
median=$(cat "$work/calm/spool/done/"*.json | grep -o '"seconds":[0-9.]*' | cut -d: -f2 | sort -n |
    awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}')
echo "without a kill: $jobs jobs in $calm s; the first, cold, took $first s, half of them at most $median s"

# chunks: what lies finished in the cache, by name and inode
chunks() {
    find "$work/killed/cache/diffferv/results" -type f ! -name '.*' -printf '%f %i\n' 2>/dev/null | sort
}

# pictures NAME JOB: their sums, for MLT writes its own time into the file; melt itself hangs in one of a hundred runs
pictures() {
    rm -f "$work/$1.md5"
    for attempt in 1 2 3 4; do
        timeout -k 5 20 melt "$work/$1/out/$2.mkv" -consumer avformat:"$work/$1.md5" f=framemd5 vcodec=rawvideo an=1 \
            real_time=-1 >/dev/null 2>&1 </dev/null || true
        [ ! -s "$work/$1.md5" ] || return 0
    done
    fail "job $2 wrote no video that melt can read ($attempt attempts)"
}

: >"$work/seen"
for ((done = 0; done < kills; done++)); do
    start killed
    before=$(state killed done)
    for ((look = 0; look < 600 && $(state killed done) == before; look++)); do
        sleep 0.1
    done
    sleep "0.$((RANDOM % 10))"
    { kill -9 $node && wait $node; } 2>/dev/null || true
    for ((look = 0; look < 200; look++)); do
        pgrep -f "$work/killed/cache.*mlt.Worker" >/dev/null || break
        sleep 0.1
    done
    ! pgrep -f "$work/killed/cache.*mlt.Worker" >/dev/null || fail "a killed node leaves its worker"
    all=0
    for one in queued running done failed cancelled; do
        all=$((all + $(state killed $one)))
    done
    [ $all -eq "$jobs" ] || fail "after kill $((done + 1)) there are $all jobs"
    [ "$(find "$work/killed/spool" -name 'job-*.json' -printf '%f\n' | sort | uniq -d | wc -l)" -eq 0 ] ||
        fail "after kill $((done + 1)) a job is in two states"
    chunks >"$work/now"
    [ -z "$(comm -23 "$work/seen" "$work/now")" ] || fail "after kill $((done + 1)) a finished chunk was made again"
    mv "$work/now" "$work/seen"
done
start killed
finished killed "$jobs"
chunks >"$work/now"
[ -z "$(comm -23 "$work/seen" "$work/now")" ] || fail "a finished chunk was made again"
for ((i = 1; i <= jobs; i++)); do
    for name in calm killed; do
        pictures $name $i
    done
    cmp "$work/calm.md5" "$work/killed.md5" || fail "job $i has other pictures than without kills"
done
[ -z "$(find "$work/killed/out" -name '.*' -type f)" ] || fail "something is left behind"
echo "$done kills: every job in one state at each of them, $jobs done, the same pictures, no finished chunk made again"
