#!/bin/sh
# Whatever a clip is made of and however its time runs: the engine sees what passes without it.
set -eu
more="kdenlive xine qt"
. "$(dirname "$0")/common.sh"

# in_profile KEY=VALUE...: the next clips are made so
in_profile() {
    profile=$work/profile
    cp "$work/small" "$profile"
    for pair; do
        sed -i "s/^${pair%%=*}=.*/$pair/" "$profile"
    done
}

# entry NAME FIRST LAST PROPERTIES [FILTERS]: the part of a producer under the effect
entry() {
    project "$1" <<XML
<producer id="clip" in="0" out="99">$4</producer>
<playlist id="one"><entry producer="clip" in="$2" out="$3">${5:-}<filter mlt_service="diffferv"/></entry></playlist>
XML
}

property() {
    echo "<property name=\"$1\">$2</property>"
}

made clip.mp4 oracle:100

for speed in 2 0.5 -1; do
    entry warped 10 44 "$(property mlt_service timewarp)$(property resource $speed:$work/clip.mp4)
        $(property warp_speed $speed)$(property warp_resource $work/clip.mp4)"
    as_without "a part at speed $speed" 0 "$work/warped.mlt"
done
project ramp <<XML
<chain id="clip" in="0" out="79"><property name="resource">$work/clip.mp4</property>
  <property name="mlt_service">avformat</property>
  <link mlt_service="timeremap"><property name="map">0=0; 30=0.5; 60=3.2; 79=1</property></link></chain>
<playlist id="one"><entry producer="clip" in="5" out="74"><filter mlt_service="diffferv"/></entry></playlist>
XML
as_without "a ramp of speeds" 0 "$work/ramp.mlt"
as_without "a frozen clip" 0 "$work/clip.mp4" out=49 \
    -attach-cut freeze frame=20 freeze_after=1 -attach-cut diffferv
run_melt "$work/clip.mp4" out=49 -attach-clip freeze frame=20 freeze_after=1 -attach-clip diffferv $null
[ $status -eq 1 ] || fail "a frozen clip of the bin: melt ended with $status"
grep -q "put both on the clip in the timeline" "$work/log" || fail "a frozen clip of the bin: no sentence"
as_without "a frozen clip below the track's effect" 0 "$work/clip.mp4" out=49 \
    -attach-cut freeze frame=20 freeze_after=1 -attach-track diffferv

# Deinterlacing looks at the frames before and after.
for method in linearblend yadif; do
    entry interlaced 10 59 "$(property mlt_service avformat)$(property resource "$work/clip.mp4")
        $(property force_progressive 0)$(property force_tff 1)"
    [ $method = linearblend ] || mv "$work/expected" "$work/blended"
    asked="deinterlacer=$method progressive=1" as_without "interlaced, $method" 0 "$work/interlaced.mlt"
done
! cmp -s "$work/blended" "$work/expected" || fail "interlaced: nothing was deinterlaced"

# material NAME FILE [ARGUMENTS...]: a whole clip
material() {
    name=$1 clip=$2
    shift 2
    as_without "$name" 0 "$clip" "$@" -attach-cut diffferv
}
ways=-4
in_profile frame_rate_num=30
made fast.mp4 oracle:60
in_profile frame_rate_num=50
made faster.mkv oracle:40
in_profile frame_rate_num=12
made slow.mkv oracle:20
in_profile width=240 display_aspect_num=4 display_aspect_den=3
made narrow.mp4 oracle:30
in_profile width=3840 height=2160
made large.mp4 oracle:8
in_profile width=1920 height=1080
material "3840x2160" "$work/large.mp4"
profile=$work/small
material "30 frames a second" "$work/fast.mp4"
printf 'ffconcat version 1.0\nfile slow.mkv\nduration 1.667\nfile faster.mkv\nduration 0.8\n' >"$work/varied.ffconcat"
material "frames of varied length" "avformat:$work/varied.ffconcat"
material "4:3" "$work/narrow.mp4"

codec="an=1 vcodec=ffv1 pix_fmt=yuv422p10le" made deep.mkv oracle:40
material "10 bits" "$work/deep.mkv"
codec="an=1 vcodec=ffv1 pix_fmt=bgra mlt_image_format=rgba" made clear.mkv oracle:40 -attach-cut brightness alpha="0=0;39=0.5"
material "alpha" "$work/clear.mkv"

# Pictures that are computed, or that have only one moment.
project colours <<XML
<producer id="clip" in="0" out="39"><property name="mlt_service">color</property>
  <property name="resource">#804020c0</property></producer>
<playlist id="one"><entry producer="clip" in="0" out="39"><filter mlt_service="diffferv"/></entry></playlist>
XML
as_without "a colour with alpha" 0 "$work/colours.mlt"
as_without "a count" 0 count: out=39 -attach-cut diffferv
if [ -z "${wrap:-}" ]; then
    codec=an=1 made still.%03d.png oracle:200 in=101 out=103
    material "a still picture" "$work/still.001.png" out=39
    material "a series of pictures" "$work/still.%03d.png" ttl=5 out=29
    as_without "a title" 0 "pango:" text="DiffFERV größe" size=60 out=29 -attach-cut diffferv
fi
case $more in
*qt*)
    cat >"$work/title.xml" <<XML
<kdenlivetitle width="320" height="180" out="29"><item type="QGraphicsTextItem" z-index="0">
<position x="20" y="60"><transform>1,0,0,0,1,0,0,0,1</transform></position>
<content font="DejaVu Sans" font-size="40" font-weight="50" font-color="255,0,0,255">größe</content></item>
<startviewport rect="0,0,320,180"/><endviewport rect="40,20,320,180"/><background color="0,0,0,0"/></kdenlivetitle>
XML
    project title <<XML
<producer id="clip" in="0" out="29"><property name="mlt_service">kdenlivetitle</property>
  <property name="xmldata">$(sed 's/&/\&amp;/g; s/</\&lt;/g; s/"/\&quot;/g' "$work/title.xml")</property></producer>
<playlist id="one"><entry producer="clip" in="0" out="29"><filter mlt_service="diffferv"/></entry></playlist>
XML
    as_without "a title of Kdenlive's" 0 "$work/title.mlt"
    ;;
*) echo "a title of Kdenlive's: not tried, for there is no display" ;;
esac
