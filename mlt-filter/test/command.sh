# Sourced after hosted.sh: the diffferv command of this checkout's classes, with the engine that DIFFFERV_HOST names.
# Status 77 skips where the bridge is not built.
checkout=$sources/../..
bridge=$checkout/plugin-bridge/target
[ -d "$bridge/test-classes/io/diffferv/bridge/host" ] || exit 77
unset DISPLAY
told=$work/told
mkdir "$work/in"

class_path=$bridge/classes:$bridge/test-classes:$(echo "$bridge"/lib/*.jar | tr ' ' :)
# What is compiled well takes longer to compile than these short runs last.
java_main="java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Ddiffferv.share=$checkout/packaging -cp $class_path io.diffferv.bridge.cli.Main"
rate='frame_rate_num="25" frame_rate_den="1" progressive="1" sample_aspect_num="1" sample_aspect_den="1"'
profile="<profile width=\"320\" height=\"180\" $rate display_aspect_num=\"16\" display_aspect_den=\"9\" colorspace=\"709\"/>"

# project FILTER [ELEMENTS]: $work/in/project.mlt, 12 frames with a filter and 8 without
project() {
    cat >"$work/in/project.mlt" <<XML
<mlt LC_NUMERIC="C">$profile
 <producer id="red" in="0" out="19"><property name="mlt_service">color</property>
  <property name="resource">red</property><property name="length">20</property></producer>
 ${2:-}
 <playlist id="list"><entry producer="red" in="0" out="11">$1</entry><entry producer="red" in="0" out="7"/></playlist>
 <tractor id="timeline"><track producer="list"/></tractor></mlt>
XML
}

effect() {
    echo '<filter><property name="mlt_service">diffferv</property><property name="prompt">'"$1"'</property></filter>'
}
