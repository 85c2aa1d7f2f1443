#!/bin/sh
# Whatever stands under the filter.
set -eu
. "$(dirname "$0")/common.sh"

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
