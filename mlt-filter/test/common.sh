# Sourced by the tests that run melt with the filter and the fake engine; $more names modules of MLT beyond the usual.
# usage of such a test: X_test.sh BUILD_FOLDER SOURCE_FOLDER MLT_MODULES MLT_DATA
build=$1 sources=$2 modules=$3 data=$4
# Qt's services want a display; where memory is watched they are too much, and frei0r's plugins load libraries that wait
# for ever in gettext.
case " ${more:-} " in
*" qt "*)
    if [ -z "${DISPLAY:-}" ] && [ -z "${wrap:-}" ] && command -v xvfb-run >/dev/null; then
        exec xvfb-run -a "$0" "$@"
    fi
    ;;
esac
if [ -z "${DISPLAY:-}" ] || [ -n "${wrap:-}" ]; then
    more=$(echo "${more:-}" | sed 's/qt//')
fi
[ -z "${wrap:-}" ] || more=$(echo "$more" | sed 's/frei0r//')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/modules" "$work/data/diffferv"
# gdk-pixbuf hangs in gettext where AddressSanitizer is preloaded.
for module in core avformat plus xml $([ -n "${wrap:-}" ] || echo gdk) ${more:-}; do
    [ ! -e "$modules/libmlt$module.so" ] || ln -s "$modules/libmlt$module.so" "$work/modules"
done
ln -s "$build/libmltfake.so" "$build/libmltoracle.so" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$sources/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY="$work/modules" MLT_DATA="$work/data" LC_ALL=C FAKE_LOG="$work/engine"
cp "$(dirname "$0")/small.profile" "$work/small"
out="$work/out"
log="oraclelog:$out"
null="-consumer avformat:/dev/null f=rawvideo vcodec=rawvideo an=1"

# project NAME: $work/NAME.mlt, of what stands on the input
project() {
    cat >"$work/$1.mlt" <<XML
<mlt><profile width="320" height="180" frame_rate_num="25" frame_rate_den="1" progressive="1"
    sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="16" display_aspect_den="9" colorspace="709"/>
$(cat)
</mlt>
XML
}

fail() {
    echo "$(basename "$0"): $1"
    [ ! -f "$work/log" ] || tr '\r' '\n' <"$work/log" | grep -v '^Current Frame' | head -40
    exit 1
}

try_melt() {
    rm -f "$out" "$FAKE_LOG"
    status=0
    timeout -k 5 "${limit:-30}" ${wrap:-} melt -profile "${profile:-$work/small}" "$@" >"$work/log" 2>&1 </dev/null || status=$?
}

# Runs melt in the small profile or $profile, with anything in $wrap around it; leaves its exit status in $status.
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

# two_files ARGUMENTS...: renders $work/0.avi and, of half the size, $work/1.avi at once; leaves melt's exit status in
# $status. Each has a consumer, of which one in ten ends before its first frame, as above, and melt waits for ever.
two_files() {
    sed 's/^width=320/width=160/; s/^height=180/height=90/' "$work/small" >"$work/half"
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        rm -f "$work/0.avi" "$work/1.avi"
        limit=${limit:-10} try_melt "$@" -consumer multi \
            0=avformat 0.target="$work/0.avi" 0.vcodec=mjpeg 0.an=1 0.real_time=-1 \
            1=avformat 1.target="$work/1.avi" 1.vcodec=mjpeg 1.an=1 1.real_time=-1 1.mlt_profile="$work/half"
        [ ! -s "$work/0.avi" ] || [ ! -s "$work/1.avi" ] || return 0
    done
    fail "two files cannot be begun"
}

# made FILE ARGUMENTS...: a clip for a test, with $codec; FILE may be a pattern for the numbers of pictures
made() {
    file=$work/$1
    shift
    for attempt in 1 2 3 4; do
        # shellcheck disable=SC2086 # the codec is words
        limit=${limit:-10} try_melt "$@" -consumer avformat:"$file" real_time=-1 \
            ${codec-an=1 vcodec=libx264 g=250 crf=10 preset=ultrafast bf=2}
        # shellcheck disable=SC2059 # see above
        [ $status -ne 0 ] || [ ! -s "$(printf "$file" 1)" ] || return 0
    done
    fail "$file cannot be made"
}

# Ends the test unless all was called as engine.h says, and no frame got another's edit.
expect_rules() {
    ! grep -E 'BROKEN|MIXED' "$FAKE_LOG" >"$work/log" || fail "$1: the engine was called against its rules"
}

# expect_out NAME COUNT NUMBER MARKED: what passed behind the effect, NUMBER and MARKED as awk's expressions of the
# position p and of the number that is shown
expect_out() {
    awk -v count="$2" '
        { p = $2; shown = $4; seen[p]++; if (seen[p] == 1) n++ }
        shown != ('"$3"') || $8 != ('"$4"') { print "position " p " shows " $4 ", marked " $8; bad = 1 }
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

# neighbours NAME FRAMES OUT_NUMBER SEEN_NUMBER ARGUMENTS...: renders, with all ways to do so without drops or with $ways
neighbours() {
    name=$1 frames=$2 passed=$3 seen=$4
    shift 4
    for real_time in ${ways:--1 -4}; do
        run_melt "$@" $null real_time=$real_time
        [ $status -eq 0 ] || fail "$name, real_time=$real_time: melt ended with $status"
        expect_out "$name, real_time=$real_time" "$frames" "$passed" "${marked:-1}"
        expect_seen "$name, real_time=$real_time" "$seen"
    done
}

# In the arguments, or in a project among them, a log stands where the effect would.
run_without() (
    for argument; do
        shift
        case $argument in
        diffferv) argument=oraclelog:$work/plain ;;
        *.mlt)
            sed 's#<filter mlt_service="diffferv"#<filter mlt_service="oraclelog" resource="'"$work/plain"'"#' \
                "$argument" >"$work/without.mlt"
            argument=$work/without.mlt
            ;;
        esac
        set -- "$@" "$argument"
    done
    out=$work/plain
    run_melt "$@" real_time=-1
    [ $status -eq 0 ] || fail "$name, without the effect: melt ended with $status"
)

# as_without NAME FIRST ARGUMENTS...: where `diffferv` stands in the arguments, the engine sees the pictures that pass
# there without it, all of them and in their places, counted from FIRST; and when it changes nothing, nothing changes.
# $asked is said to the consumer.
as_without() {
    name=$1 first=$2
    shift 2
    export ORACLE_SUMS=1 FAKE_EDIT=none
    pictures="f=framemd5 vcodec=rawvideo pix_fmt=rgba mlt_image_format=rgba an=1 ${asked:-}"
    run_without "$@" -consumer avformat:"$work/pictures" $pictures || exit 1
    mv "$work/pictures" "$work/expected"
    for real_time in ${ways:--1 -4}; do
        run_melt "$@" -consumer avformat:"$work/pictures" $pictures real_time=$real_time
        [ $status -eq 0 ] || fail "$name, real_time=$real_time: melt ended with $status"
        expect_rules "$name, real_time=$real_time"
        awk -v first="$first" '
            $1 == "out" { sum[$2 + first] = $14; want += !($2 in asked); asked[$2] }
            $1 == "frame" && $12 != sum[$4] { print "at " $4 " the engine saw " $12 ", there is " sum[$4]; bad = 1 }
            $1 == "compose" && !(($4, $2, $8) in done) { done[$4, $2, $8]; composed++ }
            END { if (composed != want) { print composed + 0 " frames edited instead of " want; bad = 1 }; exit bad }
        ' "$work/plain" "$FAKE_LOG" >"$work/log" || fail "$name, real_time=$real_time: wrong neighbours"
        cmp "$work/expected" "$work/pictures" >"$work/log" ||
            fail "$name, real_time=$real_time: an edit that changes nothing changed pictures"
    done
    unset ORACLE_SUMS FAKE_EDIT
}

# good NAME ARGUMENTS...: melt ends well
good() {
    name=$1
    shift
    run_melt "$@"
    [ $status -eq 0 ] || fail "$name: melt ended with $status"
}
