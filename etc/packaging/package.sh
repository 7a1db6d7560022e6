#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package.sh SUITE ARCH [OUTPUT]: builds Herald's packages in a clean Debian of this suite, for this architecture, into
# build/package/SUITE-ARCH or OUTPUT. The compiler runs on this machine's own architecture. If packages of this commit are
# there, it builds none. Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# == 2 || $# == 3)) || { echo "usage: package.sh SUITE ARCH [OUTPUT]" >&2; exit 2; }
suite=$1 arch=$2 output=${3:-build/package/$1-$2}
native=$(dpkg --print-architecture)
ccache=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache}
target=()
[[ $arch == "$native" ]] || target=("$arch")

# OUTPUT/commit names the commit of the packages there, if they are exactly of it.
commit=$(git rev-parse HEAD)
[[ -z $(git status --porcelain) ]] || commit=""
if [[ -n $commit && $(cat "$output/commit" 2>/dev/null) == "$commit" ]]; then
  printf '%s\n' "$output"/*.deb
  exit
fi
rm -f "$output/commit" "$output/tried"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
etc/packaging/export_tree.sh "$work/herald"
mkdir -p "$output" "$ccache"

# The tree has the same place in each build, so the compiler's cache serves all of them.
etc/packaging/in_root.sh --build-for "$arch" "$work/herald" --bind "$work/herald=/build/herald" \
  --bind "$(readlink -f "$output")=/build/packages" --bind "$ccache=/build/ccache" --set CCACHE_DIR=/build/ccache \
  --set "HERALD_JOBS=${HERALD_JOBS:-$(nproc)}" ${CCACHE_RECACHE:+--set CCACHE_RECACHE=1} \
  "$suite" "$native" /build/herald/etc/packaging/build_here.sh /build/herald /build/packages "${target[@]}"
echo "$commit" >"$output/commit"
printf '%s\n' "$output"/*.deb
