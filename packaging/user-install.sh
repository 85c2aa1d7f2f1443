#!/usr/bin/env bash
# Installs the built checkout for this user alone, without root: command, engine, model, MLT filter, Kdenlive effect.
# MLT has no path of module folders, so the system's modules are linked in beside ours: run it again after MLT changed.
# usage: packaging/user-install.sh [--remove]
set -euo pipefail
cd "$(dirname "$0")/.."

data=${XDG_DATA_HOME:-$HOME/.local/share}
farm=$data/diffferv/mlt
model=$data/diffferv/models/face-256
lib=$HOME/.local/lib/diffferv
command=$HOME/.local/bin/diffferv
effect=$data/kdenlive/effects/diffferv.xml
environment=${XDG_CONFIG_HOME:-$HOME/.config}/environment.d/60-diffferv.conf

remove() {
    rm -rf "$farm" "$lib" "$model"
    rm -f "$command" "$effect" "$environment"
    # Only what is empty: models of the user's own stay.
    local file
    for file in "$model" "$effect" "$environment" "$lib" "$command"; do
        # From there, because it would take an empty home too.
        (cd "$HOME" && file=$(dirname "$file") && rmdir -p --ignore-fail-on-non-empty "${file#"$HOME"/}" 2>/dev/null) || true
    done
}

if [ "${1:-}" = --remove ]; then
    remove
    echo "user-install: removed; log in again, or unset MLT_REPOSITORY and MLT_DATA"
    exit 0
fi

module=mlt-filter/target/cmake/libmltdiffferv.so
jars=(plugin-bridge/target/diffferv-plugin-bridge-*.jar)
if [ ! -e "$module" ] || [ ! -e "${jars[0]}" ]; then
    echo "user-install: the checkout is not built; run: mvn package -DskipTests" >&2
    exit 1
fi
if ! modules=$(pkg-config --variable=moduledir mlt-framework-7) ||
    ! system_data=$(pkg-config --variable=mltdatadir mlt-framework-7); then
    echo "user-install: MLT's development files are missing; run packaging/setup.sh" >&2
    exit 1
fi

remove
mkdir -p "$farm/modules" "$farm/data/diffferv" "$lib" "$(dirname "$command")" "$(dirname "$model")" \
    "$(dirname "$effect")" "$(dirname "$environment")"
ln -s "$modules"/*.so "$farm/modules"
ln -s "$system_data"/* "$farm/data"
ln -s "$lib/$(basename "$module")" "$farm/modules"
cp mlt-filter/src/filter_diffferv.yml "$farm/data/diffferv"
cp mlt-filter/kdenlive/diffferv.xml "$effect"
# The module looks for the engine beside the file that the link leads to.
cp "$module" "${jars[@]}" plugin-bridge/target/lib/*.jar "$lib"
cp packaging/diffferv "$command"
cp -r packaging/models/face-256 "$model"
# Read by systemd at login, for programs that the desktop starts, and by shells.
cat >"$environment" <<END
MLT_REPOSITORY="$farm/modules"
MLT_DATA="$farm/data"
END
echo "user-install: done; log in again, or start programs from a shell after: set -a; . $environment; set +a"
