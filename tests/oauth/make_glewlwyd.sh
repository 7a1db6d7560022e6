#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks Debian's glewlwyd, an OAuth 2.0 server, below the user's cache. The tests of this folder look for it there: in
# glewlwyd-VERSION, with a link glewlwyd to it. It is not installed, because the package would run it as a service. A
# finished one stays unchanged. The packages of ./dev test include the libraries that it needs.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
mkdir -p "$cache"
exec 9>"$cache/glewlwyd.lock"
flock 9

version=$(apt-cache policy glewlwyd | sed -n 's/^ *Candidate: //p')
[[ -n $version && $version != "(none)" ]] || { echo "apt knows no glewlwyd: run apt-get update" >&2; exit 1; }
home=$cache/glewlwyd-$version

if [[ ! -x $home/usr/bin/glewlwyd ]]; then
  echo "unpacking glewlwyd $version from Debian"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "glewlwyd=$version")
  dpkg-deb -x "$work"/glewlwyd_*.deb "$work/home"
  "$work/home/usr/bin/glewlwyd" --version >/dev/null
  rm -rf "$home"
  mv -T "$work/home" "$home"
fi
ln -sfnT "glewlwyd-$version" "$cache/glewlwyd"
echo "glewlwyd $version is in $home"
