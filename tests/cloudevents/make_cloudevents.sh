#!/usr/bin/env bash
# make_cloudevents.sh VERSION: makes a virtual environment with this version of the CloudEvents SDK for Python. It is
# below the user's cache, where the test of this folder looks for it. A finished one stays unchanged. Needs python3-venv
# from Debian.
set -euo pipefail

version=${1:?usage: make_cloudevents.sh VERSION}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
home=$cache/cloudevents-$version
mkdir -p "$cache"
exec 9>"$cache/cloudevents.lock"
flock 9
if [[ ! -x $home/bin/python ]]; then
  echo "installing the CloudEvents SDK for Python $version from PyPI"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  /usr/bin/python3 -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "cloudevents==$version"
  mv -T "$work/venv" "$home"
fi
echo "the CloudEvents SDK for Python $version is in $home"
