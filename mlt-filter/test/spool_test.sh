#!/usr/bin/env bash
# diffferv node with the simulated engine, two cards and no display: short renders two at a time, a project of
# Kdenlive's with a title and a transition, limits, a job that is cancelled, and a stop.
# usage: spool_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; 200 renders where DIFFFERV_HEAVY is set
set -euo pipefail
. "$(dirname "$0")/hosted.sh"
. "$(dirname "$0")/command.sh"
for name in kdenlive qt; do
    [ ! -e "$modules/libmlt$name.so" ] || ln -s "$modules/libmlt$name.so" "$work/modules"
done
renders=6
[ -z "${DIFFFERV_HEAVY:-}" ] || renders=200
log=$work/melt.log
spool=$work/spool
mkdir -p "$spool/queued" "$work/out"

# shellcheck disable=SC2086 # words without spaces in them
CUDA_VISIBLE_DEVICES=3,5 $java_main node --spool "$spool" --inputs "$work/in" --outputs "$work/out" --stall 60 \
    >"$work/log" 2>&1 </dev/null &
node=$!
trap 'kill -9 $node 2>/dev/null || true; rm -rf "$work"' EXIT

# within SECONDS COMMAND...
within() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $until ] && kill -0 $node 2>/dev/null || return 1
        sleep 0.1
    done
}
count() {
    [ "$(find "$spool/$1" -name '*.json' 2>/dev/null | wc -l)" -eq "$2" ]
}
# job NAME SOURCE [MORE]
job() {
    echo "{\"kind\":\"render\",\"source\":\"$2\",\"output\":\"$1.mkv\",\"encoder\":\"lossless\",
        \"models\":{\"face-256\":\"${model:-}\"}${3:-}}" >"$spool/.new"
    mv "$spool/.new" "$spool/queued/$1.json"
}
# ask METHOD PATH: as curl does
ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$(sed 's/.*://' "$spool/http")"
    printf '%s %s HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n' "$1" "$2" "$(cat "$spool/token")" >&3
    cat <&3
    exec 3>&-
}
# failed NAME SENTENCE
failed() {
    within 60 test -e "$spool/failed/$1.json" || fail "$1: it did not fail"
    grep -q "$2" "$spool/failed/$1.json" || fail "$1: $(cat "$spool/failed/$1.json")"
    [ ! -e "$work/out/$1.mkv" ] || fail "$1: there is an output"
}
workers() {
    pgrep -P $node -f mlt.Worker
}

project "$(effect invert)"
job ask project.mlt
failed ask 'found [0-9a-f]\{64\}'
model=$(grep -o 'found [0-9a-f]\{64\}' "$spool/failed/ask.json" | cut -d' ' -f2)

begun=$SECONDS
for ((i = 0; i < renders; i++)); do
    job "short-$i" project.mlt
done
within $((120 + renders)) count done "$renders" ||
    fail "of $renders renders $(find "$spool/done" -name '*.json' | wc -l) are done"
[ "$(cat "$spool"/done/*.json | grep -c '"framesEdited":12,')" -eq "$renders" ] || fail "frames are not edited"
echo "$renders renders, two at a time, in $((SECONDS - begun)) s; $(ask GET /metrics | grep ^diffferv_workers_replaced)"

# A dissolve from an edited clip to another one, below a title that Qt draws
title='<kdenlivetitle width="320" height="180" out="19"><item type="QGraphicsTextItem" z-index="0">
<position x="20" y="20"><transform>1,0,0,0,1,0,0,0,1</transform></position>
<content font="Sans" font-pixel-size="60" font-weight="75" font-color="255,255,255,255">größe</content></item>
<startviewport rect="0,0,320,180"/><endviewport rect="0,0,320,180"/><background color="0,0,0,0"/></kdenlivetitle>'
cat >"$work/in/title.kdenlive" <<XML
<mlt LC_NUMERIC="C" producer="main_bin">$profile
 <producer id="red" in="0" out="11"><property name="mlt_service">color</property>
  <property name="resource">red</property><property name="length">12</property></producer>
 <producer id="blue" in="0" out="11"><property name="mlt_service">color</property>
  <property name="resource">blue</property><property name="length">12</property></producer>
 <producer id="title" in="0" out="19"><property name="mlt_service">kdenlivetitle</property><property name="length">20</property>
  <property name="xmldata">$(sed 's/&/\&amp;/g; s/</\&lt;/g; s/"/\&quot;/g' <<<"$title")</property></producer>
 <playlist id="main_bin"><property name="xml_retain">1</property><entry producer="red" in="0" out="11"/></playlist>
 <playlist id="first"><entry producer="red" in="0" out="11">$(effect invert)</entry></playlist>
 <playlist id="second"><blank length="8"/><entry producer="blue" in="0" out="11"/></playlist>
 <playlist id="third"><entry producer="title" in="0" out="19"/></playlist>
 <tractor id="timeline" in="0" out="19"><track producer="first"/><track producer="second"/><track producer="third"/>
  <transition in="8" out="11"><property name="a_track">0</property><property name="b_track">1</property>
   <property name="mlt_service">luma</property></transition>
  <transition in="12" out="19"><property name="a_track">0</property><property name="b_track">1</property>
   <property name="mlt_service">qtblend</property></transition>
  <transition><property name="a_track">0</property><property name="b_track">2</property>
   <property name="mlt_service">qtblend</property><property name="always_active">1</property></transition>
 </tractor></mlt>
XML
# colours FRAME: those of the corner, a pixel outside of the title, and how many pixels are as white as the title
colours() {
    run_melt 60 "$work/out/title.mkv" in="$1" out="$1" -consumer avformat:"$work/frame.rgb" f=rawvideo vcodec=rawvideo \
        pix_fmt=rgb24 mlt_image_format=rgb an=1 real_time=-1
    perl -e 'local $/; binmode STDIN; my @p = unpack "C*", <STDIN>; my $white = 0;
        for (my $i = 0; $i < @p; $i += 3) { $white++ if $p[$i] > 200 && $p[$i + 1] > 200 && $p[$i + 2] > 200 }
        print join(" ", (map { $_ < 64 ? "low" : $_ > 191 ? "high" : "middle" } @p[-3 .. -1]), $white > 300 ? "title" : "none")' \
        <"$work/frame.rgb"
}
if [ -e "$work/modules/libmltqt.so" ] && command -v xvfb-run >/dev/null; then
    job title title.kdenlive
    within 120 test -e "$spool/done/title.json" || fail "title: $(cat "$spool/failed/title.json")"
    grep -q '"framesEdited":12,' "$spool/done/title.json" || fail "title: $(cat "$spool/done/title.json")"
    shown="$(colours 3); $(colours 10); $(colours 15)"
    case $shown in
    "low high high title; low "*" high title; low low high title") ;;
    *) fail "a title over a dissolve from an edited clip: $shown" ;;
    esac
else
    echo "a title over a dissolve: not tried, for MLT's Qt module or xvfb-run is missing"
fi

job disk project.mlt ',"disk":2000'
failed disk "output becomes too large"
sed "s/invert/hang/" "$work/in/project.mlt" >"$work/in/hang.mlt"
job memory hang.mlt ',"memory":1000000'
failed memory "too much memory"
job seconds hang.mlt ',"seconds":2'
failed seconds "takes too long"

job one hang.mlt
job two hang.mlt
within 60 count running 2 || fail "two cards do not have two jobs"
two_workers() { [ "$(workers | wc -l)" -eq 2 ]; }
within 30 two_workers || fail "there are $(workers | wc -l) workers"
cards=$(for pid in $(workers); do tr '\0' '\n' <"/proc/$pid/environ" | grep ^CUDA_VISIBLE_DEVICES=; done | sort | tr '\n' ' ')
[ "$cards" = "CUDA_VISIBLE_DEVICES=3 CUDA_VISIBLE_DEVICES=5 " ] || fail "the workers have the cards $cards"
ask DELETE /jobs/one | grep -q ' 202 ' || fail "a running job cannot be cancelled"
within 30 test -e "$spool/cancelled/one.json" || fail "a running job is not cancelled"

# What a scheduler does before it kills
running=$(workers)
kill -TERM $node
status=0
wait $node || status=$?
[ $status -eq 0 ] || fail "a node that is stopped ends with $status"
{ count running 0 && count queued 1 && [ -e "$spool/queued/two.json" ]; } || fail "a stop does not give its job back"
for pid in $running; do
    ! kill -0 "$pid" 2>/dev/null || fail "a stopped node leaves a worker"
done
[ -z "$(find "$work/out" -name '.*' -type f)" ] || fail "something is left behind: $(find "$work/out" -name '.*')"
