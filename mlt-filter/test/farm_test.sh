#!/bin/sh
# A project rendered by a farm, with the default model: the file of `diffferv render`, byte for byte.
# usage: farm_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built
set -eu
. "$(dirname "$0")/hosted.sh"
. "$(dirname "$0")/command.sh"
ln -s "$modules/libmltgdk.so" "$work/modules"

# diffferv MACHINE ARGUMENTS...: with a cache of that machine; leaves the status in $status and what was said in $told
diffferv() {
    cache=$work/cache.$1
    shift
    status=0
    # shellcheck disable=SC2086 # words without spaces in them
    XDG_CACHE_HOME=$cache timeout -k 5 300 $java_main "$@" >"$told" 2>&1 </dev/null || status=$?
}

# expect STATUS SENTENCE NAME
expect() {
    [ "$status" -eq "$1" ] && grep -q "$2" "$told" || {
        cat "$told"
        fail "$3: ended with $status, not with $1 and: $2"
    }
}

# Of two effects the one edits runs of 4 frames of the clip, which begins with its frame 3, the other runs of 5 frames of
# the whole timeline; a title fades in over the clip's end.
cp "$checkout/packaging/demo/person.mkv" "$work/in/clip.mkv"
# effect_of PROMPT CHUNK
effect_of() {
    printf '<filter><property name="mlt_service">diffferv</property>'
    for pair in "prompt=$1" "source_prompt=a photo of a man" steps=2 working_size=64 "chunk=$2" halo=1 \
        inversion_predictions=1 mask=off device=cpu; do
        printf '<property name="%s">%s</property>' "${pair%%=*}" "${pair#*=}"
    done
    printf '</filter>'
}
cat >"$work/in/project.mlt" <<XML
<mlt LC_NUMERIC="C">$profile
 <producer id="clip" in="0" out="47"><property name="mlt_service">avformat-novalidate</property>
  <property name="resource">clip.mkv</property><property name="length">48</property></producer>
 <producer id="title" in="0" out="19"><property name="mlt_service">pango</property><property name="length">20</property>
  <property name="family">Sans</property><property name="text">The End</property></producer>
 <playlist id="below"><entry producer="clip" in="3" out="12">
  $(effect_of "a photo of an old man" 4)</entry></playlist>
 <playlist id="above"><blank length="7"/><entry producer="title" in="0" out="5"/></playlist>
 <tractor id="timeline"><track producer="below"/><track producer="above"/>
  <transition in="7" out="9"><property name="mlt_service">luma</property><property name="a_track">0</property>
   <property name="b_track">1</property></transition>
  $(effect_of "a photo of a young man" 5)</tractor></mlt>
XML
plan=$work/plan.json

diffferv alone render "$work/in/project.mlt" -o "$work/alone.mkv" --encoder lossless
[ "$status" -eq 0 ] || fail "the render of one machine ended with $status: $(tail -n 3 "$told")"

diffferv head farm plan "$work/in/project.mlt" --chunks 3 -o "$plan" --encoder lossless
expect 0 "3 chunks, array 0-2" "a plan"

# Two machines, of which one is stopped first and must make a chunk again that was damaged later
# shellcheck disable=SC2086 # words without spaces in them
XDG_CACHE_HOME=$work/cache.one $java_main farm work "$plan" --index 0 --stripes 2 --progress farm >"$told" 2>&1 </dev/null &
pid=$!
waited=0
until grep -q 'PROGRESS: 0' "$told" || [ $waited -ge 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
done
kill -TERM $pid
status=0
wait $pid || status=$?
expect 75 "the work was stopped" "a task that is stopped"
[ -z "$(find "$work/plan.chunks" -type f)" ] || fail "a task that is stopped leaves files"
diffferv one farm work "$plan" --index 0 --stripes 2 --allow "$work/in" --progress farm
expect 0 "chunk 0: committed" "the first task"
grep -q '^PROGRESS: [1-9]' "$told" || fail "the first task tells no progress"
diffferv two farm work "$plan" --index 1 --stripes 2
expect 0 "chunk 2: committed" "the second task"
damaged=$(ls "$work"/plan.chunks/00001-*.mkv)
dd if=/dev/zero of="$damaged" bs=1 seek=2000 count=99 conv=notrunc 2>/dev/null
diffferv one farm work "$plan" --index 0 --stripes 1
expect 0 "chunk 1: committed" "a task that repairs"
[ "$(grep -c 'was done already' "$told")" -eq 2 ] || fail "finished chunks were made again"
diffferv head farm join "$plan" -o "$work/joined.mkv"
[ "$status" -eq 0 ] || fail "the join ended with $status: $(tail -n 3 "$told")"

cmp "$work/alone.mkv" "$work/joined.mkv" || fail "the farm gives another file than one machine"
for member in label framesEdited sourceSha256 modelSha256; do
    [ "$(grep "\"$member\"" "$work/alone.mkv.json")" = "$(grep "\"$member\"" "$work/joined.mkv.json")" ] ||
        fail "the record of the join says another $member"
done
