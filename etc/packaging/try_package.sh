#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try_package.sh SUITE ARCH [FOLDER]: installs, uses, upgrades and removes the packages in build/package/SUITE-ARCH, or in
# FOLDER, in a clean Debian of this suite and architecture. Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# >= 2)) || { echo "usage: try_package.sh SUITE ARCH [FOLDER]" >&2; exit 2; }
suite=$1 arch=$2 packages=${3:-build/package/$1-$2}
compgen -G "$packages/herald_*_$arch.deb" >/dev/null ||
  { echo "$packages has no package of Herald for $arch: run ./dev package $suite $arch" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$packages"/*.deb "$work"
foreign_plugin "$arch" >"$work/foreign.so"
