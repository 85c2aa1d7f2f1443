# Sourced once: Kdenlive under Xvfb with a home, a bus and our module of its own. It is driven through its D-Bus
# actions and by keys; a few clicks go to places that are always the same in a window of this size without settings.
for program in kdenlive Xvfb openbox xdotool import melt dbus-daemon gdbus xmllint ffmpeg; do
    if ! command -v "$program" >/dev/null; then
        echo "kdenlive-test: skipped, $program is missing; apt-get install kdenlive xvfb openbox xdotool imagemagick melt dbus libglib2.0-bin libxml2-utils ffmpeg"
        exit 0
    fi
done
mkdir -p "$shots"
shots=$(readlink -f "$shots")
case=stage
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}" ${kdenlive:-}; do kill -9 "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "kdenlive-test: $case: $1" >&2
    [ ! -e "$work/kdenlive.log" ] || tail -n 8 "$work/kdenlive.log" >&2
    shot failed
    exit 1
}
# within SECONDS COMMAND...: whether the command succeeds in that time
within() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $until ] || return 1
        sleep 1
    done
}

export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_CACHE_HOME=$work/cache XDG_CONFIG_HOME=$work/home/.config
export XDG_DATA_HOME=$work/home/.local/share LC_ALL=C.UTF-8
# Its own, because Kdenlive remembers there that an earlier one crashed.
export TMPDIR=$work/tmp
export LIBGL_ALWAYS_SOFTWARE=1 SDL_AUDIODRIVER=dummy
mkdir -p "$XDG_CONFIG_HOME" "$XDG_RUNTIME_DIR" "$XDG_CACHE_HOME" "$TMPDIR"
chmod 700 "$XDG_RUNTIME_DIR"

exec 7>"$work/display"
Xvfb -displayfd 7 -screen 0 1600x900x24 >/dev/null 2>&1 &
pids+=($!)
within 20 [ -s "$work/display" ] || fail "Xvfb does not start"
DISPLAY=:$(cat "$work/display")
export DISPLAY
openbox >/dev/null 2>&1 &
pids+=($!)
{ read -r DBUS_SESSION_BUS_ADDRESS && read -r bus; } < <(dbus-daemon --session --fork --print-address=1 --print-pid=1)
export DBUS_SESSION_BUS_ADDRESS
pids+=("$bus")

packaging/user-install.sh >/dev/null
module() {
    set -a
    . "$XDG_CONFIG_HOME/environment.d/60-diffferv.conf"
    set +a
}
module

shot() {
    import -window root "$shots/$case-$1.png" 2>/dev/null || true
}

# act ACTION...: what the menus do, by the actions' names
act() {
    local action
    for action; do
        timeout 20 gdbus call --session -d "org.kde.kdenlive-$kdenlive" -o /kdenlive/MainWindow_1 \
            -m org.kde.KMainWindow.activateAction "$action" | grep -q true || fail "there is no action $action"
    done
}

# call METHOD ARGUMENT...: what Kdenlive offers to scripts
call() {
    timeout 20 gdbus call --session -d "org.kde.kdenlive-$kdenlive" -o /kdenlive/MainWindow_1 \
        -m "org.kde.kdenlive.MainWindow.$1" "${@:2}" >/dev/null
}

# click X Y [COUNT]
click() {
    xdotool mousemove "$1" "$2" click --repeat "${3:-1}" --delay 80 1
    sleep 1
}

# Leaves a window's number in $found.
is_open() {
    found=$(xdotool search --onlyvisible --name "$1" 2>/dev/null | head -n 1) && [ -n "$found" ]
}

# Answers what stands between the start and the main window.
is_up() {
    if is_open "Welcome to Kdenlive"; then
        # Some optional part of Kdenlive is not installed.
        xdotool windowactivate --sync "$found" key Return
    elif is_open "File Recovery"; then
        xdotool windowactivate --sync "$found" key Escape
    elif is_open "Clip Problems"; then
        # It says what is missing, and OK removes it from the project.
        shot asks
        xdotool windowactivate --sync "$found" key Return
    fi
    is_open "^$(basename "$1" .kdenlive) " && window=$found
}

# start FILE: starts Kdenlive, whose process is then $kdenlive
start() {
    mkdir -p "$XDG_CONFIG_HOME"
    # Without this a wizard opens; without the rest each window stands where it stood the first time.
    printf '[General]\nversion=1.0\n' >"$XDG_CONFIG_HOME/kdenliverc"
    rm -f "$XDG_CONFIG_HOME/kdenlive-layoutsrc"
    kdenlive "$1" >"$work/kdenlive.log" 2>&1 &
    kdenlive=$!
}

# show FILE: starts Kdenlive and returns when the project's window stands where the clicks expect it
show() {
    start "$1"
    within 60 is_up "$1" || fail "Kdenlive does not open $1"
    xdotool windowsize "$window" 1600 880 windowmove "$window" 0 0
}

# open FILE: returns when the project is shown and its first clip is selected
open() {
    show "$1"
    settle
}

settle() {
    sleep 4
    act zoom_fit seek_start select_timeline_clip raise_effect_stack
    sleep 2
}

save() {
    act file_save
    sleep 2
    # It says that it kept a copy of a project that it had to change.
    ! is_open "^Information" || xdotool windowactivate --sync "$found" key Return sleep 1
}

has_ended() {
    ! kill -0 "$kdenlive" 2>/dev/null
}

quit() {
    xdotool windowactivate --sync "$window" key ctrl+q
    within 30 has_ended || fail "Kdenlive does not end"
    local status=0
    wait "$kdenlive" || status=$?
    [ $status = 0 ] || fail "Kdenlive ends with $status"
    kdenlive=
}

# monitor NAME: what the project monitor shows below the line of text, kept in $work
monitor() {
    import -window root -crop 360x220+1097+78 +repage "$work/$1.png"
}

# repainted NAME: whether the monitor shows visibly another picture than that one
repainted() {
    monitor now
    local count
    count=$(compare -metric AE -fuzz 8% "$work/$1.png" "$work/now.png" null: 2>&1) || true
    [ "$(printf '%.0f' "$count")" -gt 300 ]
}

# numbered: from here on the tests' engine stands in for the real one, and $clip has frames that show their numbers; as
# mlt-filter/test/code.h says
numbered() {
    local built=$PWD/mlt-filter/target/cmake
    ln -sf "$built/libmltfake.so" "$MLT_REPOSITORY/libmltdiffferv.so"
    ln -sf "$built/libmltoracle.so" "$MLT_REPOSITORY"
    export FAKE_LOG=$work/engine
    clip=$work/numbers.mkv
    timeout 60 melt -profile square_pal oracle:75 -consumer avformat:"$clip" s=384x288 vcodec=libx264 crf=4 an=1 \
        real_time=-1 >"$work/melt.log" 2>&1 </dev/null || fail "no clip: $(tail -n 3 "$work/melt.log")"
}

# shows NUMBER MARK: whether the project monitor shows that frame, with 1 for an edited one
shows() {
    import -window root -crop 372x279+1091+38 +repage "$work/now.png"
    [ "$(convert "$work/now.png" -sample '8x2!' -colorspace gray -depth 8 txt:- |
        sed -n 's/.*gray(\([0-9.]*\)).*/\1/p' |
        awk '{ level[NR - 1] = $1 }
            END { middle = (level[0] + level[1]) / 2
                for (i = 2; i < 14; i++) number = 2 * number + (level[i] > middle)
                print number, (level[14] > middle) }')" = "$1 $2" ]
}

# saved FILE PROPERTY [INDEX]: of the project's effects in the order of the file
saved() {
    xmllint --xpath "string((//filter[property[@name='kdenlive_id']='diffferv'])[${3:-1}]/property[@name='$2'])" "$1"
}

# effects FILE: how many there are
effects() {
    xmllint --xpath "count(//filter[property[@name='kdenlive_id']='diffferv'])" "$1"
}

# render FILE OUTPUT ARGUMENT...: melt renders both cuts of a project without losses; Kdenlive saves one with a black
# track of twenty minutes, and gives the end when it renders
render() {
    timeout 120 melt "$1" out=$((2 * frames - 1)) -consumer avformat:"$2" vcodec=ffv1 pix_fmt=bgr0 an=1 real_time=-1 "${@:3}" \
        >"$work/melt.log" 2>&1 </dev/null
}

# is_written PATTERN: leaves the file's name in $found
is_written() {
    found=$(find "$XDG_CACHE_HOME/kdenlive" "$HOME" -path "$1" -size +1k 2>/dev/null | head -n 1) && [ -n "$found" ]
}

# Whether nothing is being rendered.
has_no_render() {
    ! pgrep -f "(kdenlive_render|melt).*$work" >/dev/null
}

# Whether Kdenlive has rendered a project; leaves its file in $found.
has_rendered() {
    is_written "$HOME/Videos/*.mp4" && has_no_render
}

# sums FILE: a line for each frame of a video
sums() {
    ffmpeg -v error -i "$1" -an -f framemd5 - | sed '/^#/d; s/.*, //'
}

# runs: how many runs of frames have been edited since the cache was emptied
runs() {
    find "$XDG_CACHE_HOME/diffferv/results" -name '*.entry' -size +100k 2>/dev/null | wc -l
}

has_runs() {
    [ "$(runs)" -ge "$1" ]
}

forget_runs() {
    rm -rf "$XDG_CACHE_HOME/diffferv/results"
}

# changed FILE FILE: how many frames of two videos differ
changed() {
    diff <(sums "$1") <(sums "$2") | grep -c '^<' || true
}
