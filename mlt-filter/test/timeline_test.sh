#!/bin/sh
# One clip more than once in a timeline: beside itself, above itself, mixed with itself, inside another timeline.
set -eu
more="frei0r qt"
. "$(dirname "$0")/common.sh"

# cut FIRST LAST NAME: an entry with the effect, behind it a log of its own
cut() {
    echo "<entry producer=\"clip\" in=\"$1\" out=\"$2\"><filter mlt_service=\"diffferv\"/>
        <filter mlt_service=\"oraclelog\" resource=\"$work/$3\"/></entry>"
}

# check NAME CUT=COUNT...: renders the project; each cut has passed so many frames, all of them its own and edited
check() {
    name=$1
    shift
    for real_time in ${ways:--1 -4}; do
        for cut; do
            rm -f "$work/${cut%=*}"
        done
        run_melt "$work/project.mlt" $null real_time=$real_time
        [ $status -eq 0 ] || fail "$name, real_time=$real_time: melt ended with $status"
        expect_seen "$name, real_time=$real_time" p
        for cut; do
            out=$work/${cut%=*} expect_out "$name, cut ${cut%=*}, real_time=$real_time" ${cut#*=} p 1
        done
    done
}

clip='<producer id="clip" in="0" out="119"><property name="mlt_service">oracle</property>
    <property name="resource">120</property></producer>'

project project <<XML
$clip
<playlist id="one">$(cut 10 39 one)$(cut 60 89 two)<blank length="20"/>$(cut 5 25 three)</playlist>
XML
check "two cuts of a clip, a blank, and a third" one=30 two=30 three=21

# above SERVICE PROPERTIES: a clip above another part of itself, both of them seen
above() {
    project project <<XML
$clip
<playlist id="below">$(cut 10 69 below)</playlist>
<playlist id="above"><blank length="10"/>$(cut 30 79 above)</playlist>
<tractor id="main" in="0" out="59"><track producer="below"/><track producer="above"/>
  <transition mlt_service="$1" in="0" out="59"><property name="a_track">0</property>
    <property name="b_track">1</property>$2</transition></tractor>
XML
    check "$1" below=60 above=50
}
above composite '<property name="geometry">50%/0:50%x100%:100</property>'
case $more in
*frei0r*) above frei0r.cairoblend '<property name="0">0.5</property>' ;;
*) echo "cairoblend: not tried, for it cannot be watched" ;;
esac
case $more in
*qt*) above qtblend '<property name="rect">160 0 160 90 1</property>' ;;
*) echo "qtblend: not tried, for there is no display" ;;
esac

# As Kdenlive 22.12 does it: the cuts of one track lie in two playlists, and overlap.
project project <<XML
$clip
<playlist id="one">$(cut 10 44 one)</playlist>
<playlist id="other"><blank length="25"/>$(cut 60 94 other)</playlist>
<tractor id="track" in="0" out="59"><track producer="one"/><track producer="other"/>
  <transition mlt_service="luma" in="25" out="34"><property name="a_track">0</property>
    <property name="b_track">1</property><property name="kdenlive:mixcut">5</property></transition>
  <transition mlt_service="mix" in="25" out="34"><property name="a_track">0</property>
    <property name="b_track">1</property></transition></tractor>
<tractor id="main" in="0" out="59"><track producer="track"/></tractor>
XML
check "a mix on one track" one=35 other=35

# An animated effect on a track, without in and out, takes the length of the clip it is asked about for its own.
as_without "keyframes on a track" 0 oracle:40 oracle:25 oracle:50 in=20 out=49 \
    -attach-track brightness level="0=0.3;94=1" -attach-track diffferv

project inner <<XML
$clip
<playlist id="one"><entry producer="clip" in="20" out="39"/><blank length="10"/><entry producer="clip" in="0" out="49"/>
</playlist>
<tractor id="main" in="0" out="79"><track producer="one"/>
  <filter mlt_service="brightness"><property name="level">0=0.4; 79=1</property></filter></tractor>
XML
project project <<XML
<producer id="sequence" in="0" out="79"><property name="mlt_service">xml</property>
  <property name="resource">$work/inner.mlt</property></producer>
<playlist id="one"><entry producer="sequence" in="5" out="69"><filter mlt_service="diffferv"/></entry></playlist>
XML
as_without "a timeline inside another" 0 "$work/project.mlt"
