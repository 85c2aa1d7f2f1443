# A machine that never heard of us: what Kdenlive asks, and what the saved project and its copy keep.
frames=4 first=20 size=64 steps=2 prompt="a photo of an old man"
# An empty home is an empty home again.
mkdir "$work/bare"
for option in "" --remove; do
    env -u XDG_CONFIG_HOME -u XDG_DATA_HOME HOME="$work/bare" packaging/user-install.sh $option >/dev/null
done
[ -z "$(ls -A "$work/bare")" ] || fail "left behind: $(find "$work/bare")"
place=cut
file=$work/missing.kdenlive
project "$file"
packaging/user-install.sh --remove >/dev/null
(
    unset MLT_REPOSITORY MLT_DATA
    status=0
    render "$file" "$work/missing.mkv" || status=$?
    grep -q 'failed to load filter "diffferv"' "$work/melt.log" || fail "melt does not name the filter"
    [ $status = 0 ] || fail "melt ends with $status; the README says 0"
    open "$file"
    [ -e "$shots/$case-asks.png" ] || fail "Kdenlive did not ask"
    shot without
    call slotZoomOut
    # By its key: over the bus it would not return before the question is answered.
    xdotool windowactivate --sync "$window" key ctrl+s
    within 15 is_open "^Information" || fail "Kdenlive does not tell of its copy"
    shot tells
    xdotool windowactivate --sync "$found" key Return
    sleep 1
    quit
    [ "$(effects "$file")" = 0 ] || fail "Kdenlive kept the effect; correct the README, which says it does not"
    copy=$work/missing_backup0.kdenlive
    [ "$(saved "$copy" prompt)" = "$prompt" ] || fail "the copy that Kdenlive made has lost the prompt"
    [ "$(saved "$copy" seed)" = 7 ] || fail "the copy that Kdenlive made has lost the seed"
)
packaging/user-install.sh >/dev/null
