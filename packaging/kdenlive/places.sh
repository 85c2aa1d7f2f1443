# The effect on a clip of the timeline, on a clip of the bin, on a track and on the whole: every frame below it is edited.
frames=4 first=20 size=64 steps=2 prompt="a photo of an old man"

place=none
project "$work/none.kdenlive"
render "$work/none.kdenlive" "$work/none.mkv" || fail "melt renders no plain project: $(tail -n 3 "$work/melt.log")"

# check PLACE FRAMES: the effect there changes so many frames of the two cuts
check() {
    place=$1
    local file=$work/$1.kdenlive changed
    project "$file"
    render "$file" "$work/$1.mkv" || fail "$1: melt does not render: $(tail -n 3 "$work/melt.log")"
    changed=$(changed "$work/none.mkv" "$work/$1.mkv")
    [ "$changed" = "$2" ] || fail "$1: $changed frames are edited instead of $2"
}
check cut $frames
check bin $((2 * frames))
check track $((2 * frames))
check master $((2 * frames))
