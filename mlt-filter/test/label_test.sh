#!/bin/sh
# Files rendered through the filter say that they are AI edits, and others do not.
set -eu
. "$(dirname "$0")/common.sh"

label="AI-edited by DiffFERV"

# render FILE ARGUMENTS...: three frames
render() {
    file=$work/$1
    shift
    run_melt oracle:3 "$@"
    [ $status -eq 0 ] && [ -s "$file" ] || fail "$file: melt ended with $status"
}

for kind in "a.mkv mpeg4" "a.mp4 mpeg4" "a.mov mpeg4" "a.webm libvpx"; do
    set -- $kind
    render "$1" -attach-cut diffferv prompt=old -consumer avformat:"$work/$1" an=1 vcodec="$2" real_time=-1
    grep -aq "$label" "$file" || fail "$1 does not say that it is an AI edit"
done
# A consumer that is made before the filter, or one inside another.
render multi.mkv -attach-cut diffferv prompt=old -consumer multi 0=avformat 0.target="$work/multi.mkv" 0.an=1 \
    0.vcodec=mpeg4 0.real_time=-1
grep -aq "$label" "$file" || fail "a file of the consumer multi does not say that it is an AI edit"
render plain.mkv -consumer avformat:"$work/plain.mkv" an=1 vcodec=mpeg4 real_time=-1
! grep -aq "$label" "$file" || fail "a file without the effect says that it is an AI edit"
render own.mkv -attach-cut diffferv prompt=old -consumer avformat:"$work/own.mkv" an=1 vcodec=mpeg4 real_time=-1 \
    meta.attr.comment.markup="as I like it"
grep -aq "as I like it" "$file" || fail "the user's own comment was replaced"
grep -q "does not say that it is an AI edit" "$work/log" || fail "nothing was said of a comment that hides the label"
