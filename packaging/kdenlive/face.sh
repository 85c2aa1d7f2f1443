# A real face that fills half of the frame, in full quality: the paused monitor says how far the edit is and repaints by
# itself; Kdenlive renders it, and melt the saved project; both are measured against the source.
frames=8 first=24 size=256 steps=10 quality=full prompt="a photo of an old man"
file=$work/face.kdenlive
whole=$clip
clip=$work/near.mkv
# Nearer to the speaker of a GRID clip; another clip is taken as it is.
near=scale=384:288
[ "${whole##*/}" != grid_lbax4n.mpg ] || near=crop=277:208:48:60,$near
ffmpeg -v error -i "$whole" -vf $near:flags=lanczos,setsar=1 -an -vcodec libx264 -crf 8 "$clip"

place=none
project "$work/source.kdenlive"
render "$work/source.kdenlive" "$work/source.mkv" || fail "melt renders no plain project: $(tail -n 3 "$work/melt.log")"

place=cut
project "$file"
forget_runs
open "$file"
shot 1-working
monitor source
# Nothing is clicked: the monitor must show the edit by itself.
within 1500 repainted source || fail "the monitor still shows the source"
sleep 2
shot 2-edited
act project_render
within 20 is_open "^Rendering" || fail "Kdenlive does not render"
sleep 1
click 633 698
within 300 has_rendered || fail "Kdenlive renders nothing"
sleep 2
shot 3-rendered
cp "$found" "$shots/face-kdenlive.mp4"
xdotool windowactivate --sync "$(xdotool search --onlyvisible --name '^Rendering' | head -n 1)" key Escape
# Kdenlive notes in the project how it was rendered.
save
quit
[ "$(saved "$file" working_size)" = $size ] || fail "the working size was saved as $(saved "$file" working_size)"

render "$file" "$work/edited.mkv" || fail "melt does not render the saved project: $(tail -n 3 "$work/melt.log")"
changed=$(changed "$work/source.mkv" "$work/edited.mkv")
[ "$changed" = "$frames" ] || fail "$changed frames are edited instead of $frames"
cp "$work/source.mkv" "$work/edited.mkv" "$shots"
networks=../shared/metrics
[ ! -d $networks ] ||
    identity=(--face-detector $networks/yunet_n_320_320.onnx --face-embedding $networks/MobileFaceNet.onnx)
for video in "$work/edited.mkv" "$shots/face-kdenlive.mp4"; do
    packaging/diffferv metrics "$work/source.mkv" "$video" --frames "$frames" ${identity[@]+"${identity[@]}"} \
        --json "$shots/face-metrics.json" --contact-sheet "$shots/face-contact-sheet.png"
done
