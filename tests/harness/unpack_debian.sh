#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# unpack_debian.sh PACKAGE…: unpacks these packages of Debian below the user's cache. The tests look for a server there: in
# PACKAGE-VERSION, with a link PACKAGE to it. It is not installed, because an installed one would run as a service. An
# unpacked one stays unchanged. The packages of ./dev test include the libraries that they need.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
(($#)) || { echo "usage: unpack_debian.sh PACKAGE..." >&2; exit 2; }
mkdir -p "$cache"
exec 9>"$cache/unpack.lock"
flock 9
work=$(mktemp -d "$cache/unfinished.XXXXXX")
trap 'rm -rf "$work"' EXIT

unpack() {
  local package=$1 version home
  version=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')
  [[ -n $version && $version != "(none)" ]] || { echo "apt knows no $package: run apt-get update" >&2; exit 1; }
  home=$cache/$package-$version
  if [[ ! -d $home ]]; then
    echo "unpacking $package $version from Debian"
    (cd "$work" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$package=$version")
    dpkg-deb -x "$work/${package}"_*.deb "$work/$package"
    chmod -R u-s,g-s "$work/$package"
    mv -T "$work/$package" "$home"
  fi
  ln -sfnT "$package-$version" "$cache/$package"
  echo "$package $version is in $home"
}

for package in "$@"; do unpack "$package"; done
