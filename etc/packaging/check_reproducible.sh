#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_reproducible.sh SUITE ARCH: builds the packages of build/package/SUITE-ARCH again, each file by the compiler and not
# from its cache, and compares the bytes. Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# == 2)) || { echo "usage: check_reproducible.sh SUITE ARCH" >&2; exit 2; }
first=build/package/$1-$2
compgen -G "$first/*.deb" >/dev/null || { echo "$first has no packages: run ./dev package $1 $2" >&2; exit 1; }
second=$(mktemp -d)
trap 'rm -rf "$second"' EXIT
CCACHE_RECACHE=1 etc/packaging/package.sh "$1" "$2" "$second" >/dev/null

different=0
for deb in "$first"/*.deb; do
  cmp "$deb" "$second/${deb##*/}" || different=1
done
((!different)) || { echo "two builds differ: diffoscope shows where, if you give it both packages" >&2; exit 1; }
echo "▸ two builds of the packages for Debian $1, $2, have the same bytes"
