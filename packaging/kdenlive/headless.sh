# A render machine: the same frames without display, bus, home and locale, though MLT then has no blending of tracks, and
# shows what lies in the bars beside the clip.
frames=4 first=20 size=64 steps=2 prompt="a photo of an old man"
place=cut
file=$work/headless.kdenlive
project "$file"
render "$file" "$work/here.mkv" || fail "melt does not render: $(tail -n 3 "$work/melt.log")"
# Without the results, or nothing would be edited there.
forget_runs
timeout 120 env -i PATH="$PATH" MLT_REPOSITORY="$MLT_REPOSITORY" MLT_DATA="$MLT_DATA" XDG_CACHE_HOME="$XDG_CACHE_HOME" \
    XDG_DATA_HOME="$XDG_DATA_HOME" melt "$file" out=$((2 * frames - 1)) \
    -consumer avformat:"$work/bare.mkv" vcodec=ffv1 pix_fmt=bgr0 an=1 real_time=-1 >"$work/melt.log" 2>&1 </dev/null ||
    fail "melt does not render without a display: $(tail -n 3 "$work/melt.log")"
has_runs 1 || fail "nothing was edited without a display"
diff <(sums "$work/here.mkv") <(sums "$work/bare.mkv") || fail "other frames without a display"
