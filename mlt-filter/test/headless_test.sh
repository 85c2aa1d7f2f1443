#!/bin/sh
# diffferv render with the simulated engine: what it writes, and everything that must end without an output.
# usage: headless_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the bridge is not built
set -eu
. "$(dirname "$0")/hosted.sh"
. "$(dirname "$0")/command.sh"

# diffferv ARGUMENTS...: leaves the status in $status and what was said in $log
diffferv() {
    status=0
    # shellcheck disable=SC2086 # words without spaces in them
    timeout -k 5 120 $java_main "$@" >"$told" 2>&1 </dev/null || status=$?
}

cp "$(dirname "$0")/small.profile" "$work/small"

# sums FILE NAME: its pictures, as melt shows them
sums() {
    run_melt 60 -profile "$work/small" "$1" \
        -consumer avformat:"$work/$2" f=framemd5 vcodec=rawvideo pix_fmt=rgba mlt_image_format=rgba an=1 real_time=-1
}

# renders NAME EDITED: 20 frames come out, so many of them edited
renders() {
    rm -f "$work/out.mkv"
    sum=$(sha256sum <"$work/in/project.mlt")
    diffferv render "$work/in/project.mlt" -o "$work/out.mkv" --encoder lossless --progress json --overwrite
    [ "$status" -eq 0 ] || fail "$1: ends with $status"
    [ "$sum" = "$(sha256sum <"$work/in/project.mlt")" ] || fail "$1: the project was changed"
    grep -q '"frames":20.0,"total":20' "$told" || fail "$1: no progress up to the last frame"
    grep -q "\"framesEdited\": $2," "$work/out.mkv.json" || fail "$1: $(grep framesEdited "$work/out.mkv.json")"
    run_melt 60 "$work/in/project.mlt" -consumer avformat:"$work/melt.mkv" \
        vcodec=ffv1 pix_fmt=bgr0 mlt_image_format=rgba an=1 real_time=-1
    sums "$work/melt.mkv" melt
    sums "$work/out.mkv" ours
    cmp "$work/melt" "$work/ours" || fail "$1: other frames than melt's"
}

# refuses NAME STATUS SENTENCE [OPTIONS]: nothing is written
refuses() {
    name=$1 expected=$2 sentence=$3
    shift 3
    rm -f "$work/none.mkv"
    diffferv render "$work/in/project.mlt" -o "$work/none.mkv" --encoder lossless "$@"
    [ "$status" -eq "$expected" ] || fail "$name: ends with $status instead of $expected"
    grep -q "$sentence" "$told" || fail "$name: no sentence with: $sentence"
    [ -z "$(find "$work" -maxdepth 1 -name '*none*')" ] || fail "$name: something was written"
}

project "$(effect invert)"
renders "a cut with the effect" 12
diffferv inspect "$work/out.mkv"
{ [ "$status" -eq 0 ] && grep -q 'means this file' "$told" && grep -q '^prompt  *invert' "$told"; } ||
    fail "the record beside a render is not understood"
project ""
renders "no effect" 0
diffferv inspect "$work/out.mkv"
{ [ "$status" -eq 8 ] && grep -q 'means this file' "$told"; } || fail "a render without an edit passes for one"
project "$(effect invert | sed 's#</filter>#<property name="strength">0</property></filter>#')"
renders "strength 0" 0
grep -q '"framesUnchanged": 12,' "$work/out.mkv.json" || fail "frames at strength 0 are not told"

# An effect on the whole timeline, whose pictures the consumer takes from the very frames that the effect has edited
project "" "<playlist id='above'><blank length='9'/><entry producer='red' in='0' out='10'/></playlist>"
above="<track producer=\"above\"/><transition in=\"10\" out=\"14\"><property name=\"mlt_service\">luma</property>\
<property name=\"a_track\">0</property><property name=\"b_track\">1</property></transition>$(effect invert)"
sed -i 's#<track producer="list"/>#&'"$above"'#' "$work/in/project.mlt"
renders "the whole timeline" 20

# What the engine and the machine do wrong
project "$(effect refuse)"
refuses "an edit that is refused" 4 "kein Modell"
project "$(effect heap)"
refuses "a full heap" 5 "heap is full"
project "$(effect crash)"
refuses "a worker that dies" 75 "lost again and again"
project "$(effect invert | sed 's#</filter>#<property name="model">none</property></filter>#')"
refuses "a model that is not there" 4 "there is no such model"
echo '<mlt><profile' >"$work/in/project.mlt"
refuses "a project that is cut short" 3 "no project that can be read"
project "<filter><property name='mlt_service'>nothing.such</property></filter>"
refuses "an unknown service" 3 "filter nothing.such: this machine's MLT does not have it"
project "" '<consumer mlt_service="avformat" target="'"$work"'/written.mkv" vcodec="ffv1" an="1" real_time="-1"/>'
renders "a consumer of its own" 0
[ ! -e "$work/written.mkv" ] || fail "a consumer of the project's own has written"

# A render that hangs, and a stop by the scheduler
project "$(effect hang)"
refuses "a render that hangs" 75 "it hung for 3 s" --stall 3
# shellcheck disable=SC2086 # see above
$java_main render "$work/in/project.mlt" -o "$work/none.mkv" --encoder lossless --progress json >"$told" 2>&1 </dev/null &
pid=$!
waited=0
until grep -q '"total":20' "$told" || [ $waited -ge 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
done
workers=$(pgrep -P $pid java)
kill -TERM $pid
status=0
wait $pid || status=$?
[ "$status" -eq 75 ] || fail "a render that is stopped ends with $status"
! kill -0 "$workers" 2>/dev/null || fail "a render that is stopped leaves its worker"
[ -z "$(find "$work" -maxdepth 1 -name '*none*')" ] || fail "a render that is stopped leaves a file"
