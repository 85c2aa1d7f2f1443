#!/bin/sh
# Whatever is written into the filter's parameters.
set -eu
. "$(dirname "$0")/common.sh"

# Strength follows its keyframes and is no reason to edit again; at 0 nothing is composed.
good keyframes oracle:60 -attach-cut diffferv strength="10=0;50=1" $null
awk '$1 == "compose" { n += !seen[$12]++; s = ($12 - 10) / 40; s = s > 1 ? 1 : s
                       if ($12 <= 10 || ($10 - s) ^ 2 > 1e-6) { print; bad = 1 } }
     END { exit bad || n != 49 }' "$FAKE_LOG" >"$work/log" || fail "keyframes: wrong strengths"
[ "$(grep -c ^edit "$FAKE_LOG")" -eq 4 ] || fail "keyframes: each run must be edited once"
# Smooth ones leave and reach a value gently.
good "smooth keyframes" oracle:60 -attach-cut diffferv strength="10~=0;30~=1;50~=0" $null
awk '$1 == "compose" { s[$12] = $10 } END { exit !(s[12] < 0.08 && s[20] > 0.55 && s[30] == 1 && s[40] == s[20]) }' \
    "$FAKE_LOG" >"$work/log" || fail "smooth keyframes: wrong strengths"
good "default strength" oracle:30 -attach-cut diffferv $null
! grep '^compose' "$FAKE_LOG" | grep -v 'strength 1.0000' >"$work/log" || fail "default strength: it is not 1"
# A comma before the decimals is for projects that name a country with such; numbers otherwise have a point, everywhere.
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >"$work/log" 2>&1; then
    export LOCPATH="$work"
    LC_ALL=de_DE.UTF-8 good "a point among commas" oracle:20 -attach-cut diffferv strength=0.5 $null
    grep -q 'strength 0.5000' "$FAKE_LOG" || fail "a point among commas: wrong strength"
    project commas <<XML
<producer id="clip" in="0" out="19"><property name="mlt_service">oracle</property><property name="resource">20</property>
  <filter mlt_service="diffferv"><property name="strength">0,5</property></filter></producer>
XML
    sed -i 's/<mlt>/<mlt LC_NUMERIC="de_DE.UTF-8">/' "$work/commas.mlt"
    good "a comma" "$work/commas.mlt" $null
    grep -q 'strength 0.5000' "$FAKE_LOG" || fail "a comma: wrong strength"
    unset LOCPATH
else
    echo "commas before decimals: not tried, for no such locale can be made"
fi
good "strength 0" oracle:30 -attach-cut diffferv strength=0 -attach-cut "$log" $null
[ ! -s "$FAKE_LOG" ] || fail "strength 0: the engine was started"
expect_out "strength 0" 30 p 0
good disabled oracle:30 -attach-cut diffferv disable=1 $null
[ ! -s "$FAKE_LOG" ] || fail "disabled: the engine was started"

# expect_prompt NAME: the engine was told $prompt, which may be several lines
expect_prompt() {
    grep '^setting 1 prompt' "$FAKE_LOG" >"$work/log" || true
    prompt=$prompt awk 'BEGIN { RS = "setting " }
                         index($0, "1 prompt=" ENVIRON["prompt"] "\n") == 1 { found = 1 } END { exit !found }' \
        "$FAKE_LOG" || fail "$1: the prompt was changed on its way"
}

# Text goes through project files and reaches the engine as it was written.
newline="
"
for prompt in "make smile=0.5; keep \"hair\" & <skin> 'soft' | x % 100\\ größe 🙂 العربية" \
    "5=x; 9=y" "0.5" "0,5" "two${newline}lines" "  spaces  " "#ff0000" "00:00:01.000=a" "%s%n" "رجل عجوز" \
    "$(printf '%4000s' | tr ' ' 'x')"; do
    name="prompt \"$(echo "$prompt" | cut -c1-40)\""
    good "$name" oracle:20 -attach-cut diffferv prompt="$prompt" $null
    expect_prompt "$name"
    rm -f "$work/saved.mlt"
    for attempt in 1 2 3 4; do
        [ -s "$work/saved.mlt" ] || limit=10 try_melt oracle:20 -attach-cut diffferv prompt="$prompt" \
            -consumer xml:"$work/saved.mlt"
    done
    good "$name, saved" "$work/saved.mlt" $null
    expect_prompt "$name, saved"
done
# A preset of a person's own; a value beside it counts more.
mkdir -p "$work/presets/filter/diffferv"
printf 'prompt=an old man; grey = "hair"\nstrength=0=0.5;19=1\n' >"$work/presets/filter/diffferv/old"
MLT_PRESETS_PATH="$work/presets" good preset oracle:20 -attach-cut diffferv properties=old $null
prompt="an old man; grey = \"hair\"" expect_prompt preset
grep -q 'strength 0.5000' "$FAKE_LOG" || fail "preset: the keyframes are not used"

for number in nan -1 0 99999999999999999999 1e9 x "" "0=1;9=5"; do
    good "chunk and halo \"$number\"" oracle:20 -attach-cut diffferv chunk="$number" halo="$number" $null
    expect_rules "chunk and halo \"$number\""
done
for chunk in 1 5 100; do
    for halo in 0 2 16; do
        good "chunk $chunk, halo $halo" oracle:40 -attach-cut diffferv chunk=$chunk halo=$halo -attach-cut "$log" $null
        expect_out "chunk $chunk, halo $halo" 40 p 1
        expect_seen "chunk $chunk, halo $halo" p
    done
done
