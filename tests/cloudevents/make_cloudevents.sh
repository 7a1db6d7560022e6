#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_cloudevents.sh VERSION: makes a virtual environment with this version of the CloudEvents SDK for Python. It is
# below the user's cache, where the test of this folder looks for it. A finished one stays unchanged unless this system has
# another Python now. Needs python3-venv from Debian.
set -euo pipefail

version=${1:?usage: make_cloudevents.sh VERSION}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
home=$cache/cloudevents-$version
python=/usr/bin/python3
python_lib=lib/python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
mkdir -p "$cache"
exec 9>"$cache/cloudevents.lock"
flock 9
if [[ ! -d $home/$python_lib ]]; then
  echo "installing the CloudEvents SDK for Python $version from PyPI"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  "$python" -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "cloudevents==$version"
  rm -rf "$home"
  mv -T "$work/venv" "$home"
fi
echo "the CloudEvents SDK for Python $version is in $home"
