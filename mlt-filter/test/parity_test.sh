#!/bin/sh
# melt with the effect against `diffferv edit`, both with the default model: the same pictures, bit for bit.
# usage: parity_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA; status 77 skips where the command is not built
set -eu
. "$(dirname "$0")/hosted.sh"
packaging=$sources/../../packaging

"$packaging/diffferv" --version >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 77
}

cat >"$work/profile" <<'PROFILE'
description=parity
frame_rate_num=25
frame_rate_den=1
width=128
height=96
progressive=1
sample_aspect_num=1
sample_aspect_den=1
display_aspect_num=4
display_aspect_den=3
colorspace=709
PROFILE

# melted OUTPUT ARGUMENTS...: renders opaque RGB without loss, or the checksum of each picture for an output .md5
melted() {
    output=$1
    shift
    case $output in
    *.md5) codec="f=framemd5 vcodec=rawvideo pix_fmt=rgba" ;;
    *) codec="vcodec=ffv1 pix_fmt=bgr0" ;;
    esac
    # shellcheck disable=SC2086 # the codec is words
    run_melt 300 -profile "$work/profile" "$@" -consumer avformat:"$output" \
        $codec mlt_image_format=rgba an=1 ${threads:+real_time=$threads}
    [ $status -eq 0 ]
}

# Eighteen frames are two runs of the filter and three chunks of the model.
frames=18
melted "$work/source.mkv" "$packaging/demo/person.mkv" in=0 out=$((frames - 1)) || fail "the source is not made"

XDG_CACHE_HOME=$work/command "$packaging/diffferv" edit "$work/source.mkv" -o "$work/command.mkv" --encoder lossless \
    --prompt "an old man; grey = \"hair\"" --source-prompt "a man" --working-size 64 --steps 2 \
    >"$work/log" 2>&1 || fail "the command fails"
melted "$work/source.md5" "$work/source.mkv" || fail "the source cannot be read"
melted "$work/command.md5" "$work/command.mkv" || fail "the command's file cannot be read"

# The first render edits, those after it find everything in the cache.
export XDG_CACHE_HOME="$work/melt"
for threads in -1 -4; do
    melted "$work/melt.md5" "$work/source.mkv" -attach-cut diffferv prompt="an old man; grey = \"hair\"" \
        source_prompt="a man" working_size=64 steps=2 || fail "melt fails (real_time=$threads)"
    [ "$(grep -vc '^#' "$work/melt.md5")" -eq $frames ] || fail "frames are missing (real_time=$threads)"
    cmp "$work/command.md5" "$work/melt.md5" >"$work/log" || fail "melt's pictures differ (real_time=$threads)"
done
! cmp -s "$work/command.md5" "$work/source.md5" || fail "nothing was edited"

# A second prompt's strength is nothing to the engine: no edit, no model, the source's own pictures.
melted "$work/melt.md5" "$work/source.mkv" -attach-cut diffferv prompt="a dog" strength=0 || fail "strength 0 fails"
cmp "$work/source.md5" "$work/melt.md5" >"$work/log" || fail "strength 0 is not the source"

# Both have named their results the same.
(cd "$work/command/diffferv/results" && ls) >"$work/names"
(cd "$work/melt/diffferv/results" && ls) >"$work/log"
cmp -s "$work/names" "$work/log" || fail "the command's cache is of no use to melt"

# A card is asked for where there is none.
if [ ! -e /dev/nvidiactl ]; then
    ! melted "$work/melt.md5" "$work/source.mkv" -attach-cut diffferv prompt="a dog" device=gpu || fail "no card, no failure"
    [ $status -eq 1 ] || fail "no card: melt ended with $status"
    [ "$(grep -c 'DiffFERV: .*expected a CUDA card' "$work/log")" -eq 1 ] || fail "no card: one sentence must say it"
fi
