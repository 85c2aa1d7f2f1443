#!/usr/bin/env bash
# Installs from Debian what a build and a test run need. Says nothing when everything is there.
set -euo pipefail

packages=(openjdk-17-jdk-headless maven ca-certificates gcc libc6-dev make cmake pkg-config binutils
    libmlt-dev melt clang-format
    libgtk2.0-0) # what JavaCPP's OpenCV links, though no window is ever opened

if ! command -v dpkg-query >/dev/null; then
    echo "setup: this script knows Debian; elsewhere install the counterparts of: ${packages[*]}" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "setup: root is needed to install: ${missing[*]}; run as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    root=(sudo)
fi

echo "setup: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${root[@]}" apt-get update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "setup: apt-get could not install ${missing[*]}; its last words are above." >&2
    exit 1
fi
