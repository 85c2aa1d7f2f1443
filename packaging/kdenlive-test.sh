#!/usr/bin/env bash
# Drives Kdenlive 22.12 under Xvfb: a project with the effect on a real face is opened, edited in the monitor, saved,
# reopened and rendered; then it is opened and saved where the module is missing. Takes some minutes and is skipped where
# Kdenlive or Xvfb are not installed. Needs a built checkout. Leaves screenshots to be looked at.
# usage: packaging/kdenlive-test.sh [folder for the screenshots] [video]
set -euo pipefail
cd "$(dirname "$0")/.."
for program in kdenlive Xvfb openbox xdotool import melt dbus-run-session xmllint; do
    if ! command -v "$program" >/dev/null; then
        echo "kdenlive-test: skipped, $program is missing; apt-get install kdenlive xvfb openbox xdotool imagemagick melt dbus libxml2-utils"
        exit 0
    fi
done
mkdir -p "${1:-/tmp/kden-shots}"
shots=$(readlink -f "${1:-/tmp/kden-shots}")
clip=${2:-../shared/clips/grid_lbax4n.mpg}
[ -e "$clip" ] || clip=packaging/demo/person.mkv
clip=$(readlink -f "$clip")
frames=8
prompt='a photo of an old man; "so" = it'\''s <5=x> & 100 % Größe 顔'

work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "kdenlive-test: $1" >&2
    [ ! -e "$work/kdenlive.log" ] || tail -n 20 "$work/kdenlive.log" >&2
    shot failed
    exit 1
}

export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_CACHE_HOME=$work/cache XDG_CONFIG_HOME=$work/home/.config
export XDG_DATA_HOME=$work/home/.local/share LC_ALL=C.UTF-8
# Its own, because Kdenlive remembers there that an earlier one crashed.
export TMPDIR=$work/tmp
export LIBGL_ALWAYS_SOFTWARE=1 SDL_AUDIODRIVER=dummy DISPLAY=:77
mkdir -p "$XDG_CONFIG_HOME" "$XDG_RUNTIME_DIR" "$XDG_CACHE_HOME" "$TMPDIR"
chmod 700 "$XDG_RUNTIME_DIR"
# Without this a wizard opens.
printf '[General]\nversion=1.0\n' >"$XDG_CONFIG_HOME/kdenliverc"
packaging/user-install.sh >/dev/null
with_module() {
    (set -a && . "$XDG_CONFIG_HOME/environment.d/60-diffferv.conf" && "$@")
}

Xvfb $DISPLAY -screen 0 1600x900x24 >/dev/null 2>&1 &
pids+=($!)
sleep 2
openbox >/dev/null 2>&1 &
pids+=($!)

shot() {
    import -window root "$shots/$1.png" 2>/dev/null || true
}

# project FILE: the clip on one track, with the effect as Kdenlive itself writes it.
project() {
    local last=$((frames - 1)) text
    text=$(printf '%s' "$prompt" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g')
    cat >"$1" <<END
<?xml version='1.0' encoding='utf-8'?>
<mlt LC_NUMERIC="C" producer="main_bin" version="7.12.0" root="$work">
 <profile description="small" width="384" height="288" frame_rate_num="25" frame_rate_den="1" progressive="1" sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="4" display_aspect_den="3" colorspace="601"/>
 <producer id="face" in="0" out="$last">
  <property name="length">75</property>
  <property name="eof">pause</property>
  <property name="resource">$clip</property>
  <property name="mlt_service">avformat-novalidate</property>
  <property name="kdenlive:id">2</property>
  <property name="kdenlive:clip_type">0</property>
  <property name="kdenlive:folderid">-1</property>
 </producer>
 <playlist id="main_bin">
  <property name="kdenlive:docproperties.version">1.04</property>
  <property name="kdenlive:docproperties.kdenliveversion">22.12.3</property>
  <property name="kdenlive:docproperties.profile">small</property>
  <property name="kdenlive:docproperties.enableproxy">0</property>
  <property name="xml_retain">1</property>
  <entry producer="face" in="0" out="74"/>
 </playlist>
 <producer id="black" in="0" out="$last">
  <property name="length">2147483647</property>
  <property name="eof">continue</property>
  <property name="resource">black</property>
  <property name="mlt_service">color</property>
  <property name="mlt_image_format">rgba</property>
  <property name="set.test_audio">0</property>
 </producer>
 <playlist id="top">
  <entry producer="face" in="0" out="$last">
   <property name="kdenlive:id">2</property>
   <filter in="0" out="$last">
    <property name="mlt_service">diffferv</property>
    <property name="kdenlive_id">diffferv</property>
    <property name="prompt">$text</property>
    <property name="source_prompt">a photo of a man</property>
    <property name="edit">texture</property>
    <property name="strength">0=1</property>
    <property name="quality">draft</property>
    <property name="guidance">5</property>
    <property name="steps">8</property>
    <property name="seed">7</property>
    <property name="model">face-256</property>
    <property name="composite">residual</property>
    <property name="working_size">256</property>
    <property name="flow">auto</property>
    <property name="memory">auto</property>
    <property name="device">cpu</property>
    <property name="mode">auto</property>
    <property name="kdenlive:collapsed">0</property>
   </filter>
  </entry>
 </playlist>
 <playlist id="under"/>
 <tractor id="track" in="0" out="$last">
  <property name="kdenlive:trackheight">80</property>
  <property name="kdenlive:timeline_active">1</property>
  <track producer="top" hide="audio"/>
  <track producer="under" hide="audio"/>
 </tractor>
 <tractor id="timeline" in="0" out="$last" global_feed="1">
  <track producer="black"/>
  <track producer="track"/>
 </tractor>
</mlt>
END
}

# A property of the effect in a saved project, as text.
saved() {
    xmllint --xpath "string(//entry/filter[property[@name='kdenlive_id']='diffferv']/property[@name='$2'])" "$1"
}

# open RUNNER FILE: returns when the main window stands.
open() {
    "$1" dbus-run-session -- kdenlive "$2" >"$work/kdenlive.log" 2>&1 &
    session=$!
    window=
    for _ in $(seq 60); do
        sleep 1
        # It opens where an optional part of Kdenlive is not installed.
        wizard=$(xdotool search --onlyvisible --name "Welcome to Kdenlive" 2>/dev/null | head -n 1) || true
        [ -z "$wizard" ] || xdotool windowactivate --sync "$wizard" key Return
        # It says what is missing, and OK removes it from the project.
        missing=$(xdotool search --onlyvisible --name "Clip Problems" 2>/dev/null | head -n 1) || true
        if [ -n "$missing" ]; then
            shot 5-without-module-asks
            xdotool windowactivate --sync "$missing" key Return
        fi
        window=$(xdotool search --onlyvisible --name "^$(basename "$2" .kdenlive) " 2>/dev/null | head -n 1) || true
        [ -z "$window" ] || break
    done
    [ -n "$window" ] || fail "Kdenlive does not open the project"
    xdotool windowsize "$window" 1600 880 windowmove "$window" 0 0 2>/dev/null || true
    sleep 8
}

# Saves, ends the program and waits for its end.
save_and_quit() {
    xdotool windowactivate --sync "$window" key ctrl+s
    sleep 4
    # It says that it kept a copy of a project that it had to change.
    told=$(xdotool search --onlyvisible --name "^Information" 2>/dev/null | head -n 1) || true
    [ -z "$told" ] || xdotool windowactivate "$told" key Return sleep 2
    xdotool windowactivate --sync "$window" key ctrl+q
    for _ in $(seq 30); do
        sleep 1
        kill -0 "$session" 2>/dev/null || return 0
    done
    shot stuck
    fail "Kdenlive does not end"
}

# The paused monitor's picture.
monitor() {
    import -window root -crop 640x270+955+38 +repage "$1"
}

project "$work/face.kdenlive"

open with_module "$work/face.kdenlive"
monitor "$work/before.png"
# Zooms until the clip fills the timeline, selects it and brings its effects to the front.
xdotool mousemove 1413 854 click 1 sleep 2 mousemove 600 580 click 1 sleep 1 mousemove 1361 822 click 1 sleep 3
shot 1-form
xdotool mousemove 1420 700 click --repeat 10 5 sleep 2
shot 2-form-end

started=$SECONDS
until find "$XDG_CACHE_HOME/diffferv/results" -name '*.entry' -size +4M 2>/dev/null | grep -q .; do
    sleep 2
    [ $((SECONDS - started)) -lt 900 ] || fail "no frame was edited within 15 minutes"
    kill -0 "$session" 2>/dev/null || fail "Kdenlive ended while frames were edited"
done
echo "kdenlive-test: $frames frames edited in $((SECONDS - started)) s"
# Nothing is clicked: the monitor must show the edit by itself.
sleep 8
shot 3-edited
monitor "$work/after.png"
difference=$(compare -metric AE -fuzz 8% "$work/before.png" "$work/after.png" null: 2>&1 || true)
[ "${difference%%.*}" -gt 300 ] || fail "the monitor still shows the source ($difference pixels differ)"

# The button starts a job in a process of its own; pressed again it ends the job.
job() {
    pgrep -f "melt.*$TMPDIR/kdenlive-.*mlt" >/dev/null
}
xdotool mousemove 1398 680 click 1 sleep 12
shot 3-job
job || fail "Render edit starts no job"
xdotool mousemove 1398 674 click 1 sleep 4
! job || fail "the job goes on after it was aborted"

save_and_quit
[ "$(saved "$work/face.kdenlive" prompt)" = "$prompt" ] || fail "the prompt was saved as: $(saved "$work/face.kdenlive" prompt)"
for pair in "source_prompt=a photo of a man" seed=7 steps=8 quality=draft model=face-256 working_size=256; do
    [ "$(saved "$work/face.kdenlive" "${pair%%=*}")" = "${pair#*=}" ] ||
        fail "${pair%%=*} was saved as: $(saved "$work/face.kdenlive" "${pair%%=*}")"
done

open with_module "$work/face.kdenlive"
xdotool mousemove 1413 854 click 1 sleep 2 mousemove 600 580 click 1 sleep 1 mousemove 1361 822 click 1 sleep 3
shot 4-reopened
save_and_quit
[ "$(saved "$work/face.kdenlive" prompt)" = "$prompt" ] || fail "the prompt changed when the project was saved again"

with_module melt "$work/face.kdenlive" -consumer avformat:"$work/edited.mkv" vcodec=ffv1 an=1 real_time=-1 \
    >"$work/melt.log" 2>&1 || fail "melt cannot render the saved project: $(tail -n 3 "$work/melt.log")"
cp "$work/edited.mkv" "$shots"

# A machine that never heard of us.
packaging/user-install.sh --remove >/dev/null
status=0
melt "$work/face.kdenlive" -consumer avformat:"$work/plain.mkv" vcodec=ffv1 an=1 real_time=-1 \
    >"$work/melt.log" 2>&1 || status=$?
echo "kdenlive-test: without the module melt ends with $status and says: $(grep -i diffferv "$work/melt.log" | head -n 1)"
! cmp -s "$work/edited.mkv" "$work/plain.mkv" || fail "the rendered frames are not edited"
open env "$work/face.kdenlive"
shot 6-without-module
save_and_quit
[ -z "$(saved "$work/face.kdenlive" prompt)" ] || fail "Kdenlive kept the effect; correct the README, which says it does not"
[ "$(saved "$work/face_backup0.kdenlive" prompt)" = "$prompt" ] || fail "the copy that Kdenlive made has lost the prompt"
echo "kdenlive-test: passed; look at $shots"
