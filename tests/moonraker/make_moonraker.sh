#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_moonraker.sh VERSION…: makes a virtual environment for each of these versions of Moonraker, from PyPI. They are
# below the user's cache, where the tests of this folder look for them: herald/moonraker-VERSION. A finished one stays
# unchanged unless this system has another Python now. Needs python3-venv, python3-dev, gcc, patch
# and libsodium23 from Debian.
set -euo pipefail

python=/usr/bin/python3
python_lib=lib/python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
(($#)) || { echo "usage: make_moonraker.sh VERSION..." >&2; exit 2; }
mkdir -p "$cache"
work=$(mktemp -d "$cache/unfinished.XXXXXX")
trap 'rm -rf "$work"' EXIT

# install_in VENV ARGUMENT…
install_in() { "$1/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "${@:2}"; }

# Some of the versions that an old Moonraker names do not build for a new Python. Newer ones do.
install_newer_parts() {
  tail -n 3 "$work/why" >&2
  echo "taking newer versions of what Moonraker $2 is made of"
  install_in "$1" --no-deps "moonraker==$2"
  "$1/bin/python" -c 'from importlib.metadata import requires; print(*requires("moonraker"), sep="\n")' |
    sed -E 's/^(pillow|lmdb|streaming-form-data|zeroconf|tornado)==/\1>=/' >"$work/requirements"
  install_in "$1" -r "$work/requirements"
}

# The script renames a finished build into place, so the folder exists only if it works. The programs in its bin know
# their interpreter by the old name. Therefore everybody runs `bin/python -m moonraker`.
make_one() {
  local home=$cache/moonraker-$1 venv=$work/$1
  if [[ ! -d $home/$python_lib ]]; then
    echo "installing Moonraker $1 from PyPI: half a minute"
    "$python" -m venv "$venv"
    install_in "$venv" "moonraker==$1" 2>"$work/why" || install_newer_parts "$venv" "$1"
    "$venv/bin/python" -c 'import moonraker.server, libnacl'
    rm -rf "$home"
    mv -T "$venv" "$home"
  fi
  echo "Moonraker $1 is in $home"
}

exec 9>"$cache/moonraker.lock"
flock 9
for version in "$@"; do
  make_one "$version"
done
