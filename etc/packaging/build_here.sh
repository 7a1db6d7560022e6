#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# build_here.sh TREE OUTPUT [ARCH]: builds the packages of an exported tree (export_tree.sh) on this Debian, and puts them
# into OUTPUT, in place of the ones there. ARCH is another architecture: then the compiler crosses.
#
# It installs what is missing, as root or with sudo. The version gets the release of Debian at its end (+deb12), because
# one archive has the packages of each. Two builds of one tree have the same bytes, wherever it is.
set -euo pipefail
(($# == 2 || $# == 3)) || { echo "usage: build_here.sh TREE OUTPUT [ARCH]" >&2; exit 2; }
tree=$(realpath "$1")
mkdir -p "$2"
output=$(realpath "$2")
native=$(dpkg --print-architecture)
arch=${3:-$native}
[[ -f $tree/debian/changelog ]] || { echo "$tree has no debian/changelog: make it with export_tree.sh" >&2; exit 1; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# apt ARGUMENT…: waits if another apt runs
apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends "$@"; }

profiles=nocheck
[[ $arch == "$native" ]] || profiles+=,cross

has_all() {
  command -v dpkg-buildpackage dh >/dev/null || return 1
  [[ $arch == "$native" ]] || command -v "$(dpkg-architecture -a "$arch" -q DEB_HOST_GNU_TYPE 2>/dev/null)-g++" >/dev/null || return 1
  (cd "$tree" && dpkg-checkbuilddeps -a "$arch" -P "$profiles" 2>/dev/null)
}

if ! has_all; then
  [[ $arch == "$native" ]] || as_root dpkg --add-architecture "$arch"
  apt update
  if [[ $arch == "$native" ]]; then apt install build-essential >/dev/null
  else apt install build-essential "crossbuild-essential-$arch" >/dev/null; fi
  apt build-dep -a "$arch" -P "$profiles" "$tree" >/dev/null
fi

release=+deb$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\).*/\1/p' /etc/os-release)
[[ $release != +deb ]] || { echo "/etc/os-release has no VERSION_ID: build on a release of Debian" >&2; exit 1; }
version=$(dpkg-parsechangelog -l "$tree/debian/changelog" -S Version)
if [[ $version != *"$release" ]]; then
  sed -i "1s/)/$release)/" "$tree/debian/changelog"
  version+=$release
fi

# debhelper gives the build another home.
export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache} CCACHE_BASEDIR=$tree CCACHE_NOHASHDIR=1
export DEB_BUILD_OPTIONS="nocheck parallel=${HERALD_JOBS:-$(nproc)} ${DEB_BUILD_OPTIONS:-}" DEB_BUILD_PROFILES=${profiles/,/ }
umask 022
(cd "$tree" && dpkg-buildpackage --build=binary --no-sign --host-arch "$arch")

shopt -s nullglob
rm -f "$output"/*_"$arch".{deb,buildinfo,changes}
mv "$(dirname "$tree")"/*_"${version}_$arch".{deb,buildinfo,changes} "$output"
