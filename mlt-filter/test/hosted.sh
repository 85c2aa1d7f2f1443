# Sourced by the tests that run melt with Java inside.
# usage of such a test: X_test.sh MODULE SOURCE_FOLDER MLT_MODULES MLT_DATA
module=$1 sources=$2 modules=$3 data=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "$(basename "$0"): $1"
    tr '\r' '\n' <"$work/log" | grep -v '^Current Frame' | head -40
    exit 1
}

# xine's deinterlacer lets progressive pictures pass; without it avformat's takes them through YUV.
mkdir -p "$work/modules" "$work/data/diffferv"
for name in core avformat plus xml xine; do
    ln -s "$modules/libmlt$name.so" "$work/modules"
done
ln -s "$module" "$work/modules"
ln -s "$data"/* "$work/data"
ln -s "$sources/filter_diffferv.yml" "$work/data/diffferv"
export MLT_REPOSITORY="$work/modules" MLT_DATA="$work/data" LC_ALL=C

# run_melt SECONDS ARGUMENTS...: leaves melt's status in $status and what it says in $log; tries again where the consumer
# never began, as in common.sh.
run_melt() {
    limit=$1
    shift
    for attempt in 1 2 3 4; do
        status=0
        timeout -k 5 "$limit" melt "$@" >"${log:-$work/log}" 2>&1 </dev/null || status=$?
        [ $status -ne 1 ] && ! grep -q 'Current Frame' "${log:-$work/log}" || break
    done
}
