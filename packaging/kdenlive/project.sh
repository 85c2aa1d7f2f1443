# Sourced: writes projects as Kdenlive 22.12 writes them.

# effect PLACE PROMPT: the effect with a small request, where PLACE is the one in $place
effect() {
    [ "$1" = "$place" ] || return 0
    local text
    text=$(printf '%s' "$prompt" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g')
    cat <<FILTER
   <filter>
    <property name="mlt_service">diffferv</property>
    <property name="kdenlive_id">diffferv</property>
    <property name="prompt">$text</property>
    <property name="source_prompt">a photo of a man</property>
    <property name="edit">texture</property>
    <property name="strength">0=1</property>
    <property name="quality">${quality:-draft}</property>
    <property name="guidance">5</property>
    <property name="steps">$steps</property>
    <property name="seed">7</property>
    <property name="model">face-256</property>
    <property name="composite">residual</property>
    <property name="working_size">$size</property>
    <property name="flow">auto</property>
    <property name="memory">auto</property>
    <property name="device">cpu</property>
    <property name="mode">auto</property>
    <property name="kdenlive:collapsed">0</property>
   </filter>
FILTER
}

# project FILE: two cuts of $clip on one track, the first from frame $first on, each of $frames frames; the effect on
# $place: cut, bin, track, master or none
project() {
    local last=$((2 * frames - 1))
    cat >"$1" <<PROJECT
<?xml version='1.0' encoding='utf-8'?>
<mlt LC_NUMERIC="C" producer="main_bin" version="7.12.0" root="$work">
 <profile description="small" width="384" height="288" frame_rate_num="25" frame_rate_den="1" progressive="1" sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="4" display_aspect_den="3" colorspace="601"/>
 <producer id="face" in="0" out="74">
  <property name="length">75</property>
  <property name="eof">pause</property>
  <property name="resource">$clip</property>
  <property name="mlt_service">avformat-novalidate</property>
  <property name="kdenlive:id">2</property>
  <property name="kdenlive:clip_type">0</property>
  <property name="kdenlive:folderid">-1</property>
$(effect bin)
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
  <entry producer="face" in="$first" out="$((first + frames - 1))">
   <property name="kdenlive:id">2</property>
$(effect cut)
  </entry>
  <entry producer="face" in="40" out="$((40 + frames - 1))">
   <property name="kdenlive:id">2</property>
  </entry>
 </playlist>
 <playlist id="under"/>
 <tractor id="track" in="0" out="$last">
  <property name="kdenlive:trackheight">80</property>
  <property name="kdenlive:timeline_active">1</property>
  <track producer="top" hide="audio"/>
  <track producer="under" hide="audio"/>
$(effect track)
 </tractor>
 <tractor id="timeline" in="0" out="$last" global_feed="1">
  <track producer="black"/>
  <track producer="track"/>
  <transition>
   <property name="a_track">0</property>
   <property name="b_track">1</property>
   <property name="mlt_service">qtblend</property>
   <property name="internal_added">237</property>
   <property name="always_active">1</property>
  </transition>
$(effect master)
 </tractor>
</mlt>
PROJECT
}
