# Two Kdenlives edit the same frames and share one cache; one is killed at work. The other goes on, and what is left in
# the cache is whole.
frames=8 first=20 size=64 steps=6 prompt="a photo of an old man"
place=cut
project "$work/killed.kdenlive"
project "$work/stays.kdenlive"
forget_runs
show "$work/killed.kdenlive"
killed=$kdenlive
show "$work/stays.kdenlive"
kill -9 "$killed"
wait "$killed" 2>/dev/null || true
within 240 has_runs 1 || fail "the other Kdenlive edits nothing"
act seek_start monitor_seek_forward-one-frame
sleep 3
shot stays
quit
render "$work/stays.kdenlive" "$work/kept.mkv" || fail "melt does not render: $(tail -n 3 "$work/melt.log")"
forget_runs
render "$work/stays.kdenlive" "$work/anew.mkv" || fail "melt does not render: $(tail -n 3 "$work/melt.log")"
diff <(sums "$work/kept.mkv") <(sums "$work/anew.mkv") || fail "the cache has something else than an edit from anew"
