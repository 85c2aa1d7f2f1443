#!/bin/sh
# Whatever stands under the filter or is written into its parameters.
set -eu
. "$(dirname "$0")/common.sh"

# good NAME ARGUMENTS...: melt ends well
good() {
    name=$1
    shift
    run_melt "$@"
    [ $status -eq 0 ] || fail "$name: melt ended with $status"
}

# Strength follows its keyframes and is no reason to edit again; at 0 nothing is composed.
good keyframes oracle:60 -attach-cut diffferv strength="10=0;50=1" $null
awk '$1 == "compose" { n += !seen[$12]++; s = ($12 - 10) / 40; s = s > 1 ? 1 : s
                       if ($12 <= 10 || ($10 - s) ^ 2 > 1e-6) { print; bad = 1 } }
     END { exit bad || n != 49 }' "$FAKE_LOG" >"$work/log" || fail "keyframes: wrong strengths"
[ "$(grep -c ^edit "$FAKE_LOG")" -eq 4 ] || fail "keyframes: each run must be edited once"
good "strength 0" oracle:30 -attach-cut diffferv strength=0 -attach-cut "$log" $null
[ ! -s "$FAKE_LOG" ] || fail "strength 0: the engine was started"
expect_out "strength 0" 30 p 0
good disabled oracle:30 -attach-cut diffferv disable=1 $null
[ ! -s "$FAKE_LOG" ] || fail "disabled: the engine was started"

# Text goes through project files and reaches the engine as it was written.
prompt="make smile=0.5; keep \"hair\" & <skin> 'soft' | 5=x % 100\\ größe 🙂 العربية"
run_melt oracle:20 -attach-cut diffferv prompt="$prompt" -consumer xml:"$work/saved.mlt"
good prompt "$work/saved.mlt" $null
grep -qF "setting 1 prompt=$prompt" "$FAKE_LOG" || fail "the prompt was changed on its way"
long=$(printf '%4000s' | tr ' ' 'x')
good "long prompt" oracle:20 -attach-cut diffferv prompt="$long" $null
grep -qF "setting 1 prompt=$long" "$FAKE_LOG" || fail "a long prompt was changed on its way"
for number in nan -1 0 99999999999999999999 1e9 x "" "0=1;9=5"; do
    good "chunk and halo \"$number\"" oracle:20 -attach-cut diffferv chunk="$number" halo="$number" $null
    expect_rules "chunk and halo \"$number\""
done
for chunk in 1 5 100; do
    for halo in 0 2 16; do
        good "chunk $chunk, halo $halo" oracle:40 -attach-cut diffferv chunk=$chunk halo=$halo -attach-cut "$log" $null
        expect_out "chunk $chunk, halo $halo" 40 p 1
        expect_seen "chunk $chunk, halo $halo" p
    done
done

# Pictures, colours, sound alone, nothing.
good "colour" color:red out=19 -attach-cut diffferv -attach-cut "$log" $null
expect_out "colour" 20 shown 1
# There is no module for pictures where the memory is watched.
if [ -z "${wrap:-}" ]; then
    codec=an=1 made still.%03d.png oracle:3
    good "image" "$work/still.001.png" out=19 -attach-cut diffferv -attach-cut "$log" $null
    expect_out "image" 20 0 1
fi
codec="vn=1 acodec=pcm_s16le" made tone.wav tone: out=24
good "sound alone" "$work/tone.wav" -attach-cut diffferv -consumer avformat:"$work/sound.mkv" acodec=pcm_s16le vcodec=mjpeg
[ ! -s "$FAKE_LOG" ] || fail "sound alone: the engine was asked"
run_melt oracle:20 in=5 out=4 -attach-cut diffferv $null
[ $status -le 1 ] || fail "clip of no length: melt ended with $status"

# A job of Kdenlive's keeps what became of it in the project that it writes.
for id in id kdenlive:id; do
    cat >"$work/job.mlt" <<XML
<mlt><producer id="clip" in="0" out="19"><property name="mlt_service">oracle</property>
  <property name="resource">20</property><filter><property name="mlt_service">diffferv</property>
  <property name="$id">kdenlive-analysis</property></filter></producer></mlt>
XML
    job="$work/job.mlt -consumer xml:$work/done.mlt all=1 terminate_on_pause=1 real_time=-1"
    good "job" $job
    grep -q '<property name="results">edited</property>' "$work/done.mlt" || fail "job: no results"
    export FAKE_FAIL=edit
    good "failing job" $job
    unset FAKE_FAIL
    grep -q '<property name="results">the fake engine fails in edit.</property>' "$work/done.mlt" ||
        fail "failing job: the results do not say why"
done

# A person may want a quick look at the cut without edits, and says so.
export FAKE_DELAY=0.2
DIFFFERV_MODE=preview good "forced preview" oracle:20 -attach-cut diffferv mode=render -attach-cut "$log" $null
grep -q 'marked 0' "$out" || fail "forced preview: it waited"
