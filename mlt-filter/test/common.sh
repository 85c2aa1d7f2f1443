# Sourced by the tests that run melt with the filter and the fake engine.
# usage of such a test: X_test.sh BUILD_FOLDER SOURCE_FOLDER MLT_MODULES MLT_DATA
build=$1 sources=$2 modules=$3 data=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/modules" "$work/data/diffferv"
# gdk-pixbuf hangs in gettext where AddressSanitizer is preloaded.
for module in core avformat plus xml $([ -n "${wrap:-}" ] || echo gdk); do
    [ ! -e "$modules/libmlt$module.so" ] || ln -s "$modules/libmlt$module.so" "$work/modules"
done
ln -s "$build/libmltfake.so" "$build/libmltoracle.so" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$sources/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY="$work/modules" MLT_DATA="$work/data" LC_ALL=C FAKE_LOG="$work/engine"
cat >"$work/small" <<'PROFILE'
description=tests
frame_rate_num=25
frame_rate_den=1
width=320
height=180
progressive=1
sample_aspect_num=1
sample_aspect_den=1
display_aspect_num=16
display_aspect_den=9
colorspace=709
PROFILE
out="$work/out"
log="oraclelog:$out"

fail() {
    echo "$(basename "$0"): $1"
    [ ! -f "$work/log" ] || tr '\r' '\n' <"$work/log" | grep -v '^Current Frame' | head -40
    exit 1
}

try_melt() {
    rm -f "$out" "$FAKE_LOG"
    status=0
    timeout -k 5 "${limit:-30}" ${wrap:-} melt -profile "$work/small" "$@" >"$work/log" 2>&1 </dev/null || status=$?
}

# Runs melt in the small profile, with anything in $wrap around it; leaves its exit status in $status.
# MLT 7.12 starts a consumer's thread before it marks the consumer as running; a thread that is faster sees that it is
# not, ends before its first frame, and melt waits for ever or ends with 0 (without our filter too). Then again.
run_melt() {
    try_melt "$@"
    attempts=1
    while [ $status -ne 1 ] && [ ! -e "$FAKE_LOG" ] && [ ! -e "$out" ] && [ $attempts -lt ${most_attempts:-4} ]; do
        try_melt "$@"
        attempts=$((attempts + 1))
    done
}

# Ends the test unless all was called as engine.h says, and no frame got another's edit.
expect_rules() {
    ! grep -E 'BROKEN|MIXED' "$FAKE_LOG" >"$work/log" || fail "$1: the engine was called against its rules"
}

# expect_out NAME COUNT NUMBER MARKED: what passed behind the effect, NUMBER as awk's expression of the position p
# and of the number that is shown
expect_out() {
    awk -v count="$2" -v marked="$4" '
        { p = $2; shown = $4; seen[p]++; if (seen[p] == 1) n++ }
        shown != ('"$3"') || $8 != marked { print "position " p " shows " $4 ", marked " $8; bad = 1 }
        END { if (n != count) { print n + 0 " frames instead of " count; bad = 1 }; exit bad }
    ' "$out" >"$work/log" 2>&1 || fail "$1: frames came out wrong"
}

# expect_seen NAME NUMBER: what the engine was shown, as awk's expression of the frame's number in its source, p
expect_seen() {
    awk '$1 == "frame" { p = $4; shown = $6; n++; if ($6 != ('"$2"')) { print; bad = 1 } }
         END { if (!n) print "nothing seen"; exit bad || !n }
    ' "$FAKE_LOG" >"$work/log" || fail "$1: wrong neighbours"
    expect_rules "$1"
}
