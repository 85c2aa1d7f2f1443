# What Kdenlive itself renders, in a project and to a script whose names are not ASCII: pieces of the timeline for its
# preview, a script from its queue, and a proxy in the clip's place.
numbered
frames=35 first=10 size=64 steps=2 prompt=old place=cut
file="$work/é ü.kdenlive"
edited=$(seq 10 44 | sed 's/$/ 1/')
whole=$(echo "$edited" && seq 40 74 | sed 's/$/ 0/')

# passes FILE FRAMES: whether a video shows these numbers and marks
passes() {
    rm -f "$work/passed"
    timeout 60 melt "$1" -attach-cut oraclelog:"$work/passed" -consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1 \
        real_time=-1 >"$work/melt.log" 2>&1 </dev/null
    [ "$(awk '{ print $4, $8 }' "$work/passed" | uniq)" = "$2" ]
}

project "$file"
FAKE_DELAY=1 open "$file"
act prerender_timeline_zone
within 60 is_written '*/preview/25.*' || fail "there is no preview render"
within 60 has_no_render || fail "the preview render does not end"
is_written '*/preview/0.*' || fail "there is no preview render"
shot 1-preview
passes "$found" "$(echo "$edited" | head -n 25)" || fail "the preview render has wrong frames"

# It returns only when it was answered.
call scriptRender "$work/unused.mlt" &
within 20 is_open "^Delayed" || fail "no script can be made"
xdotool windowactivate --sync "$found" type "é ü"
xdotool key Return
within 20 is_written "$HOME/Videos/kdenlive-renderqueue/é ü.mlt" || fail "no script was made"
click 822 135
click 625 698
within 60 has_rendered || fail "the script renders nothing"
sleep 2
shot 2-script
passes "$found" "$whole" || fail "the script's render has wrong frames"
click 1026 698

click 120 100
act proxy_clip
within 60 is_written '*/proxy/*.mkv' || fail "there is no proxy"
sleep 3
save
quit
rm -f "$FAKE_LOG"
FAKE_DELAY=1 open "$file"
act monitor_seek_forward-one-frame monitor_seek_forward-one-frame
within 30 shows 12 1 || fail "the proxy's frame 12 is not shown edited"
shot 3-proxy
quit
