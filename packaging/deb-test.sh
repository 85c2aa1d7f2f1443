#!/usr/bin/env bash
# Installs the package into a fresh Debian 12 with melt and Kdenlive from Debian, tries it and removes it again without
# a trace. Needs root, a Debian mirror and some minutes, most of them for the first download.
# usage: packaging/deb-test.sh DEB [folder of the chroot, kept for the next time]
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
deb=$(readlink -f "$1")
chroot=${2:-/var/tmp/diffferv-deb-test}
clip=$(readlink -f "$(dirname "$0")/demo/person.mkv")

fail() {
    echo "deb-test: $1" >&2
    exit 1
}
[ "$(id -u)" -eq 0 ] || fail "only root can use chroot"
command -v debootstrap >/dev/null || fail "debootstrap is missing; apt-get install debootstrap"

# A user's environment: none of ours.
inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$chroot" "$@"
}
files() {
    inside find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /root -o -path /var/log \
        -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg \) -prune -o -print | sort
}

started=$SECONDS
if [ ! -e "$chroot/usr/bin/kdenlive" ]; then
    [ -e "$chroot/usr/bin/apt-get" ] || debootstrap --variant=minbase bookworm "$chroot" >/dev/null
    inside apt-get update -q >/dev/null
    inside apt-get install -yq --no-install-recommends melt kdenlive >/dev/null
fi
trap 'umount "$chroot/proc" 2>/dev/null || true' EXIT
mountpoint -q "$chroot/proc" || mount -t proc proc "$chroot/proc"

# An earlier test may have stopped half-way.
inside apt-get purge -yq diffferv >/dev/null 2>&1 || true
# What it depends on stays where it was before the package came, so that the difference is the package.
inside apt-get install -yq --no-install-recommends libgtk2.0-0 libstdc++6 >/dev/null
files >"$chroot/tmp/before"

cp "$deb" "$clip" "$chroot/tmp"
inside apt-get install -yq --no-install-recommends "/tmp/$(basename "$deb")" >"$chroot/tmp/log" 2>&1 ||
    fail "apt cannot install it: $(tail -n 5 "$chroot/tmp/log")"
inside sh -c '! command -v java' >/dev/null || fail "the test needs a system without a Java of its own"

inside diffferv doctor >"$chroot/tmp/log" 2>&1 || fail "doctor: $(cat "$chroot/tmp/log")"
grep -q 'MLT filter.*diffferv' "$chroot/tmp/log" || fail "doctor does not see the filter: $(cat "$chroot/tmp/log")"
! grep -E '^(MLT|Kdenlive|Effect).* absent' "$chroot/tmp/log" || fail "doctor misses what is installed"
inside melt -query filter=diffferv >"$chroot/tmp/log" 2>&1
grep -q '^title: DiffFERV face edit' "$chroot/tmp/log" || fail "melt does not know the filter"
[ -s "$chroot/usr/share/kdenlive/effects/diffferv.xml" ] || fail "Kdenlive's effect is not where Kdenlive looks"

edit=(source_prompt="a photo of a young woman" prompt="a photo of an old woman" steps=1 working_size=64)
inside melt /tmp/person.mkv out=3 -attach-cut diffferv "${edit[@]}" \
    -consumer avformat:/tmp/edited.mkv vcodec=ffv1 an=1 real_time=-1 >"$chroot/tmp/log" 2>&1 ||
    fail "melt cannot render the edit: $(tail -n 5 "$chroot/tmp/log")"
inside melt /tmp/person.mkv out=3 -consumer avformat:/tmp/plain.mkv vcodec=ffv1 an=1 real_time=-1 >/dev/null 2>&1
! cmp -s "$chroot/tmp/edited.mkv" "$chroot/tmp/plain.mkv" || fail "the rendered frames are not edited"

inside apt-get purge -yq diffferv >"$chroot/tmp/log" 2>&1 || fail "apt cannot remove it: $(cat "$chroot/tmp/log")"
files >"$chroot/tmp/after"
diff "$chroot/tmp/before" "$chroot/tmp/after" || fail "files stayed behind"
! inside dpkg -s diffferv >/dev/null 2>&1 || fail "dpkg still knows the package"
rm -rf "$chroot/tmp/"* "$chroot/root/.cache/diffferv"
echo "deb-test: installed, tried and removed without a trace in $((SECONDS - started)) s"
