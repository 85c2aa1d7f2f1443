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

# A job of Kdenlive's keeps what became of it in the project that it writes; its progress is read from melt's words.
# job IN OUT ID: on a part of the clip as Kdenlive cuts it, which is one frame too long
job() {
    cat >"$work/job.mlt" <<XML
<mlt><producer id="clip" in="$1" out="$2"><property name="mlt_service">oracle</property>
  <property name="resource">20</property><property name="length">20</property>
  <filter><property name="mlt_service">diffferv</property>
  <property name="$3">kdenlive-analysis</property></filter></producer></mlt>
XML
    good "job" "$work/job.mlt" -consumer xml:"$work/done.mlt" all=1 terminate_on_pause=1 real_time=-1
}
# job_says TEXT
job_says() {
    grep -qF "<property name=\"results\">$1</property>" "$work/done.mlt" ||
        fail "job: not $1 but $(grep results "$work/done.mlt")"
}
for id in id kdenlive:id; do
    FAKE_DELAY=0.4 job 0 19 $id
    job_says "edited; kept on disk"
    percents=$(tr '\r' '\n' <"$work/log" | sed -n 's/^Current Frame: *0, percentage: *//p' | sort -nu | wc -l)
    [ "$percents" -ge 10 ] || fail "job: $percents steps of progress are told"
    FAKE_FAIL=edit job 0 19 $id
    job_says "the fake engine fails in edit, as it was told to."
    # The last runs are the clip's, or nothing of them could be used for it.
    job 5 15 $id
    [ "$(awk '/^open/ { last = $4 + $8 - 1 } END { print last }' "$FAKE_LOG")" = 14 ] ||
        fail "job: the last run is not the clip's"
    expect_seen "job" p
    job_says "edited; kept on disk"
done

# A person may want a quick look at the cut without edits, and says so.
export FAKE_DELAY=0.2
DIFFFERV_MODE=preview good "forced preview" oracle:20 -attach-cut diffferv mode=render -attach-cut "$log" $null
grep -q 'marked 0' "$out" || fail "forced preview: it waited"
