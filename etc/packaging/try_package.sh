#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try_package.sh SUITE ARCH [OLD_DEBS]: installs, runs, upgrades and removes the packages of build/package/SUITE-ARCH in a
# clean Debian of this suite and architecture, which qemu runs if the processor cannot. The upgrade is from the packages in
# the folder OLD_DEBS, if it is given. On this machine's own architecture, piuparts looks at what they leave behind, too.
# Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# == 2 || $# == 3)) || { echo "usage: try_package.sh SUITE ARCH [OLD_DEBS]" >&2; exit 2; }
suite=$1 arch=$2 old_debs=${3:-}
debs=build/package/$suite-$arch
package=$(find "$debs" -name "herald_*_$arch.deb" 2>/dev/null)
[[ -n $package ]] || { echo "$debs has no package herald: run ./dev package $suite $arch" >&2; exit 1; }

# The clean Debians have this machine's ports: one after the other.
exec 9>"${TMPDIR:-/tmp}/herald-try-package.lock"
flock 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# foreign_plugin: a plugin of the package, whose header says that it was built for another machine
foreign_plugin() {
  local class='\x01' machine='\x28'  # 32 bits, armhf
  [[ $arch != armhf ]] || class='\x02' machine='\xb7'  # 64 bits, arm64
  dpkg-deb --fsys-tarfile "$package" | tar -x -O ./usr/lib/herald/plugins/webhook.so >"$work/debs/foreign.so"
  printf %b "$class" | dd of="$work/debs/foreign.so" bs=1 seek=4 conv=notrunc status=none
  printf %b "$machine" | dd of="$work/debs/foreign.so" bs=1 seek=18 conv=notrunc status=none
}

mkdir "$work/debs" "$work/old"
cp "$debs"/*.deb "$work/debs"
foreign_plugin
olds=()
if [[ -n $old_debs ]]; then
  cp "$old_debs"/*_"$arch".deb "$work/old"
  olds=(/tmp/old)
fi
cp tests/packaging/try_install.sh "$work"
wanted=$(sed -n 's/^# Packages: //p' tests/packaging/try_install.sh)

echo "▸ trying the packages on Debian $suite, $arch"
etc/packaging/in_root.sh --with "$wanted" --bind "$work/debs=/tmp/debs" --bind "$work/old=/tmp/old" \
  --bind "$work/try_install.sh=/tmp/try_install.sh" "$suite" "$arch" /tmp/try_install.sh /tmp/debs "${olds[@]}"

if arch-test -n "$arch" >/dev/null; then
  echo "▸ piuparts on Debian $suite"
  etc/packaging/in_root.sh --print-image "$suite" "$arch" | xargs zstd -dc | gzip -1 >"$work/base.tar.gz"
  piuparts --distribution="$suite" --basetgz="$work/base.tar.gz" --no-eatmydata --warn-on-others \
    --log-file="$debs/piuparts.log" "$package" >/dev/null ||
    { tail -n 60 "$debs/piuparts.log" >&2; echo "piuparts finds a fault: $debs/piuparts.log has all of it" >&2; exit 1; }
fi
