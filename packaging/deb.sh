#!/usr/bin/env bash
# Builds a Debian package of everything: filter, Kdenlive effect, engine with a Java runtime of its own, default model
# and the diffferv command. Installs with: apt install ./target/diffferv_..._amd64.deb
# usage: packaging/deb.sh [--no-build: take what mvn package has left]
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh

if [ "${1:-}" != --no-build ]; then
    echo "deb: building"
    mvn -q -B --no-transfer-progress package -DskipTests
fi
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -n 1)
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
architecture=$(dpkg --print-architecture)
# As jdeps names them (java.desktop for the charts of evaluate), and what logback and javacpp look up by reflection.
modules=java.base,java.desktop,java.logging,java.management,java.naming,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.unsupported

root=target/deb
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/diffferv" "$root/usr/share/diffferv/models"
DESTDIR=$PWD/$root cmake --install mlt-filter/target/cmake --strip >/dev/null
install -m 755 packaging/diffferv "$root/usr/bin"
install -m 644 plugin-bridge/target/diffferv-plugin-bridge-"$version".jar plugin-bridge/target/lib/*.jar \
    "$root/usr/lib/diffferv"
jlink --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$root/usr/lib/diffferv/runtime"
find "$root/usr/lib/diffferv/runtime" \( -name '*.so' -o -path '*/bin/*' -o -name jexec -o -name jspawnhelper \) \
    -exec strip --strip-unneeded {} +
cp -r packaging/models/face-256 "$root/usr/share/diffferv/models"
cp -r packaging/farm packaging/shapes "$root/usr/share/diffferv"

doc=$root/usr/share/doc/diffferv
mkdir -p "$doc" "$root/usr/share/lintian/overrides" "$root/usr/share/man/man1"
install -m 644 packaging/deb/copyright "$doc/copyright"
gzip -9n <NEWS.md >"$doc/NEWS.gz"
gzip -9n >"$doc/changelog.gz" <<END
diffferv ($version) stable; urgency=medium

  * See NEWS.gz.

 -- $(sed -n 's/^Maintainer: //p' packaging/deb/control)  $(date -uRd "@$epoch")
END
gzip -9n <packaging/deb/diffferv.1 >"$root/usr/share/man/man1/diffferv.1.gz"
install -m 644 packaging/deb/lintian-overrides "$root/usr/share/lintian/overrides/diffferv"

# A file's mode is the packager's umask otherwise.
find "$root" -type d -exec chmod 755 {} +
find "$root/usr" -type f ! -path '*/bin/*' ! -name jspawnhelper ! -name jexec ! -name '*.sh' -exec chmod 644 {} +

sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@SIZE@/$(du -sk "$root/usr" | cut -f1)/" packaging/deb/control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"

deb=target/diffferv_${version}_$architecture.deb
# Nearly all of it is compressed already.
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zgzip -z1 --build "$root" "$deb" >/dev/null
rm -rf "$root"
echo "deb: $deb, $(du -h "$deb" | cut -f1)"
