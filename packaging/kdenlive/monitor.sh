# The project monitor, wherever the effect hangs: it shows the frame it says, edited, and then comes to rest. Kdenlive
# ends ten times, also while frames are edited.
numbered
frames=20 first=10 size=64 steps=2 prompt=old
composed() {
    grep -c '^compose' "$FAKE_LOG"
}

for place in cut bin track master; do
    file=$work/$place.kdenlive
    project "$file"
    rm -f "$FAKE_LOG"
    FAKE_DELAY=1 open "$file"
    # Kdenlive 22.12 repaints the second frame of a timeline where nobody has moved the playhead; without any effect too.
    act monitor_seek_forward-one-frame monitor_seek_forward-one-frame
    within 20 shows 12 1 || fail "$place: the monitor does not show frame 12 edited"
    act seek_start
    within 20 shows 10 1 || fail "$place: the monitor does not show frame 10 edited"
    shot $place
    sleep 5
    before=$(composed)
    sleep 20
    [ $(($(composed) - before)) -le 2 ] || fail "$place: a resting monitor asked for $(($(composed) - before)) frames in 20 s"
    ! grep -E 'BROKEN|MIXED' "$FAKE_LOG" || fail "$place: frames were mixed up"
    quit
done
for i in 1 2 3 4 5 6; do
    FAKE_DELAY=60 show "$work/cut.kdenlive"
    sleep 1
    quit
done
