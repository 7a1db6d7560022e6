#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package.sh SUITE ARCH [OUTPUT]: builds Herald's packages in a clean Debian of this suite, for this architecture, into
# build/package/SUITE-ARCH or OUTPUT. The compiler runs on this machine's own architecture. Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# >= 2)) || { echo "usage: package.sh SUITE ARCH [OUTPUT]" >&2; exit 2; }
suite=$1 arch=$2 output=${3:-build/package/$1-$2}
native=$(dpkg --print-architecture)
ccache=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
etc/packaging/export_tree.sh "$work/herald"
rm -rf "$output"
mkdir -p "$output" "$ccache"
cross=()
[[ $arch == "$native" ]] || cross=("$arch")

# The place of the tree is always the same, so the compiler's cache serves every build.
etc/packaging/in_root.sh --build-for "$arch" "$work/herald" --bind "$work/herald=/build/herald" \
  --bind "$(readlink -f "$output")=/build/out" --bind "$ccache=/ccache" --set CCACHE_DIR=/ccache \
  --set "DEB_BUILD_OPTIONS=nocheck parallel=${HERALD_JOBS:-$(nproc)}" \
  --set "DEB_BUILD_PROFILES=nocheck${cross:+ cross}" \
  "$suite" "$native" /build/herald/etc/packaging/build_here.sh /build/herald /build/out "${cross[@]}"
(cd "$output" && ls ./*.deb | sed "s|^\./|$output/|") >&2
