# A real face on a clip of the timeline: the paused monitor says how far the edit is and repaints by itself, "Render edit"
# runs to its end, and the saved project is rendered and measured against its source.
frames=8 first=20 size=128 steps=4 prompt="a photo of an old man"
file=$work/face.kdenlive

place=none
project "$work/source.kdenlive"
render "$work/source.kdenlive" "$work/source.mkv" || fail "melt renders no plain project: $(tail -n 3 "$work/melt.log")"

place=cut
project "$file"
forget_runs
show "$file"
sleep 1
shot 1-working
monitor source
settle
# Nothing is clicked: the monitor must show the edit by itself.
within 240 repainted source || fail "the monitor still shows the source"
sleep 2
shot 2-edited

# The button at the form's end starts a job in a process of its own.
has_job() {
    pgrep -f "melt.*$TMPDIR/kdenlive-.*mlt" >/dev/null
}
has_no_job() {
    ! has_job
}
has_result() {
    save
    [ -n "$(saved "$file" results)" ]
}
forget_runs
xdotool mousemove 1420 700 click --repeat 15 5
sleep 1
click 1398 680
within 15 has_job || fail "Render edit starts no job"
sleep 3
shot 3-job
within 240 has_no_job || fail "the job does not end"
within 20 has_result || fail "the job left no result"
[ "$(saved "$file" results)" = edited ] || fail "the job ended with: $(saved "$file" results)"
has_runs 1 || fail "the job edited nothing"
shot 4-job-ended
act seek_end
act select_timeline_clip raise_effect_stack
sleep 1
act seek_start
act select_timeline_clip raise_effect_stack
sleep 2
xdotool mousemove 1420 700 click --repeat 15 5
sleep 1
shot 5-result
quit
[ "$(saved "$file" working_size)" = $size ] || fail "the working size was saved as $(saved "$file" working_size)"

render "$file" "$work/edited.mkv" || fail "melt does not render the saved project: $(tail -n 3 "$work/melt.log")"
changed=$(changed "$work/source.mkv" "$work/edited.mkv")
[ "$changed" = "$frames" ] || fail "$changed frames are edited instead of $frames"
cp "$work/source.mkv" "$work/edited.mkv" "$shots"
networks=../shared/metrics
[ ! -d $networks ] ||
    identity=(--face-detector $networks/yunet_n_320_320.onnx --face-embedding $networks/MobileFaceNet.onnx)
packaging/diffferv metrics "$work/source.mkv" "$work/edited.mkv" --frames "$frames" ${identity[@]+"${identity[@]}"} \
    --json "$shots/face-metrics.json" --contact-sheet "$shots/face-contact-sheet.png"
