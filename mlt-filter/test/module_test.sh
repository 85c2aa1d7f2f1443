#!/bin/sh
# Loads the built module beside the system's ones, as melt and Kdenlive do.
# usage: module_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA
set -eu
module=$1 sources=$2 modules=$3 data=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "module_test: $1"
    cat "$work/log"
    exit 1
}

# MLT_REPOSITORY and MLT_DATA replace the system's folders, so the system's parts are linked in beside ours.
mkdir -p "$work/modules" "$work/data/diffferv"
ln -s "$modules/libmltcore.so" "$modules/libmltavformat.so" "$module" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$sources/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY="$work/modules" MLT_DATA="$work/data" LC_ALL=C

# The words MLT uses for a module that dlopen() refuses or that registers nothing.
melt -query filter=diffferv >"$work/log" 2>&1 || fail "melt cannot list the filter"
grep -q '^title: DiffFERV face edit' "$work/log" || fail "the filter's metadata is not registered"
[ "$(grep -c '^  - identifier:' "$work/log")" -eq "$(grep -c '^  - identifier:' "$sources/filter_diffferv.yml")" ] ||
    fail "MLT does not read the metadata to its end"
melt -query filters >"$work/log" 2>&1
! grep -qiE 'failed|warning|error|undefined' "$work/log" || fail "loading the module is not silent"

# Without Java there is no engine.
export DIFFFERV_JAVA_HOME=/nowhere
# A named profile, because melt otherwise builds every filter twice to guess one; a progressive one for mjpeg.
for real_time in 0 -1 -2 1; do
    status=0
    timeout 60 melt -profile atsc_720p_25 color:red out=9 -attach-cut diffferv \
        -consumer avformat:"$work/out.avi" vcodec=mjpeg an=1 real_time=$real_time \
        >"$work/log" 2>&1 </dev/null || status=$?
    [ $status -eq 1 ] || fail "an edit that cannot be done must end melt with 1, not $status (real_time=$real_time)"
    [ "$(grep -c 'Java 17 or newer is needed' "$work/log")" -eq 1 ] || fail "one sentence must say why (real_time=$real_time)"
done

# -z nodelete (MLT closes modules early), no libraries but these and libc's own loader, and nothing but the entry point in sight.
readelf -d "$module" >"$work/log"
grep -q NODELETE "$work/log" || fail "the module can be unloaded"
! grep NEEDED "$work/log" | grep -vE 'libmlt-7\.so|libc\.so|ld-linux' | grep -q . || fail "the module links more than MLT and libc"
nm -D --defined-only "$module" >"$work/log"
[ "$(awk '{ print $3 }' "$work/log")" = mlt_register ] || fail "mlt_register must be the only exported symbol"
