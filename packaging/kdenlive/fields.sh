# The form: the effect is found and added, its fields reach the file as they were typed, and what Kdenlive offers for
# every effect works on it.
frames=4 first=20 place=none prompt= size=64 steps=2
file=$work/fields.kdenlive
form=mlt-filter/kdenlive/diffferv.xml
typed='5=x; "so" it'\''s = <b> & 100 % | end'

# Types into the field of the prompt; Enter hands it over.
prompt_is() {
    click 1396 498
    xdotool key ctrl+a
    xdotool type --delay 20 "$1"
    xdotool key Return
    sleep 1
}

# has STATE PROMPT [COUNT]: the saved effects, each with this prompt
has() {
    save
    [ "$(effects "$file")" = "${3:-1}" ] || fail "$1: the project holds $(effects "$file") effects"
    local i
    for i in $(seq "${3:-1}"); do
        [ "$(saved "$file" prompt "$i")" = "$2" ] || fail "$1: the prompt was saved as: $(saved "$file" prompt "$i")"
    done
}

# The menu beside the effect's name; its entries by height.
menu() {
    click 1477 456
    click 1440 "$1"
}
reset=479 save_preset=504 preset=581

project "$file"
open "$file"
act raise_effect_list
click 200 78
xdotool type diffferv
sleep 2
shot 1-listed
click 116 117 2
sleep 3
shot 2-added
has "added" ""
for name in $(xmllint --xpath '//parameter[@name!="strength" and @name!="results"]/@name' "$form" | sed 's/.*="\(.*\)"/\1/'); do
    expected=$(xmllint --xpath "string(//parameter[@name='$name']/@default)" "$form")
    [ "$(saved "$file" "$name")" = "$expected" ] || fail "the default of $name was saved as $(saved "$file" "$name")"
done
[ "$(saved "$file" strength | sed 's/.*=//')" = 1 ] || fail "the default strength was saved as $(saved "$file" strength)"

prompt_is "$typed"
has "typed" "$typed"
act edit_undo
has "undone" ""
act edit_redo
has "done again" "$typed"

prompt_is "a photo of an old man"
menu $save_preset
xdotool type Aged
xdotool key Return
sleep 1
menu $reset
has "reset" ""
menu $preset
has "preset" "a photo of an old man"

click 1501 456
xdotool type Elder
xdotool key Return
sleep 1
custom=$XDG_DATA_HOME/kdenlive/effects/Elder.xml
[ -e "$custom" ] || fail "no custom effect was saved"
[ "$(xmllint --xpath 'string(//parameter[@name="prompt"]/@value)' "$custom")" = "a photo of an old man" ] ||
    fail "the custom effect does not hold the prompt"

prompt_is "$typed"
click 400 560
act edit_copy
click 850 560
act paste_effects
sleep 1
shot 3-pasted
has "pasted" "$typed" 2
for name in source_prompt edit strength quality guidance steps seed model mode; do
    [ "$(saved "$file" $name 1 | sed 's/.*=//')" = "$(saved "$file" $name 2 | sed 's/.*=//')" ] || fail "$name was not pasted"
done
act edit_undo
has "paste undone" "$typed"
quit

open "$file"
act raise_effect_list
click 200 78
xdotool type Elder
sleep 1
shot 4-reopened
has "reopened" "$typed"
quit
