# "Render edit" on a part of a clip: it edits the runs that the timeline needs, says what became of it in the form, can be
# forgotten and aborted.
numbered
frames=35 first=10 size=64 steps=2 prompt=old place=cut
file=$work/job.kdenlive

# press HEIGHT: of the button, at the end of the form
press() {
    xdotool mousemove 1420 700 click --repeat 15 5
    sleep 1
    click 1398 "$1"
}
start=613 forget=583 abort=607

has_job() {
    pgrep -f "melt.*$TMPDIR/kdenlive-.*mlt" >/dev/null
}
has_no_job() {
    ! has_job
}
has_result() {
    save
    [ "$(saved "$file" results)" = "$1" ]
}

project "$file"
FAKE_DELAY=2 open "$file"
sleep 8
: >"$FAKE_LOG"
press $start
sleep 2
shot 1-works
within 60 has_result "edited; kept on disk" || fail "the job ended with: $(saved "$file" results)"
shot 2-done
runs=$(awk '/^open/ { print $4 "-" $4 + $8 - 1 }' "$FAKE_LOG" | xargs)
[ "$runs" = "10-15 16-31 32-44" ] || fail "the job edits $runs"
press $forget
has_result "" || fail "the result is not forgotten"
quit

project "$file"
FAKE_DELAY=20 open "$file"
press $start
within 15 has_job || fail "Render edit starts no job"
sleep 4
press $abort
within 10 has_no_job || fail "the job cannot be aborted"
has_result "" || fail "an aborted job left a result"
shot 3-aborted
quit

FAKE_FAIL=edit open "$file"
press $start
within 30 has_result "the fake engine fails in edit, as it was told to." || fail "the job does not say why it failed"
shot 4-failed
quit
