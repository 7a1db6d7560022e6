#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a virtual environment with Schemathesis. It is below the user's cache, with a link `schemathesis` to it, where
# the test of this folder looks for it. A finished one stays unchanged unless requirements.txt has changed or this system
# has another Python now. Needs python3-venv from Debian.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
name=schemathesis-$(sha256sum "$here/requirements.txt" | cut -c 1-12)
home=$cache/$name
python=/usr/bin/python3
python_lib=lib/python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
mkdir -p "$cache"
exec 9>"$cache/schemathesis.lock"
flock 9
if [[ ! -d $home/$python_lib ]]; then
  echo "installing Schemathesis from PyPI: half a minute"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  "$python" -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$here/requirements.txt"
  rm -rf "$home"
  mv -T "$work/venv" "$home"
fi
ln -sfnT "$name" "$cache/schemathesis"
echo "Schemathesis is in $home"
