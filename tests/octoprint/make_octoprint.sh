#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_octoprint.sh VERSION…: makes a virtual environment for each of these versions of OctoPrint. They are below the
# user's cache, where the tests of this folder look for them. A finished one stays unchanged unless this system has
# another Python now. Prints what it does. Needs python3-venv, python3-dev and gcc from Debian.
#
# VERSION-webhooks also has the plugin OctoPrint-Webhooks, from GitHub or from the folder that HERALD_WEBHOOKS names.
set -euo pipefail

python=/usr/bin/python3
python_lib=lib/python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
here=$(dirname "$(readlink -f "$0")")
webhooks=https://github.com/2blane/OctoPrint-Webhooks/archive/61a8fa8.zip
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
(($#)) || { echo "usage: make_octoprint.sh VERSION..." >&2; exit 2; }
mkdir -p "$cache"
work=$(mktemp -d "$cache/unfinished.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Old versions, and their requirements, are built with these: newer ones have dropped what their setup.py uses.
printf 'setuptools<81\ncython<3\n' >"$work/constraints"
export PIP_CONSTRAINT=$work/constraints

# The script renames a finished build into place, so the folder exists only if it works. The programs in its bin know
# their interpreter by the old name. Therefore everybody runs `bin/python -m octoprint`.
make_one() {
  local old version=${1%-webhooks} home=$cache/octoprint-$1 venv=$work/$1
  if [[ ! -d $home/$python_lib ]]; then
    echo "installing OctoPrint $1 from PyPI: a minute or two"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --no-input setuptools wheel
    old=$(find "$here/old" -name "requirements-$version.txt")
    if [[ -n $old ]]; then
      cp "$here/old/old_python.py" "$here/old/old_python.pth" "$venv/$python_lib/site-packages"
      "$venv/bin/python" -m pip install --quiet --no-input --no-deps -r "$old"
    fi
    "$venv/bin/python" -m pip install --quiet --no-input ${old:+--no-deps} "OctoPrint==$version"
    if [[ $1 == *-webhooks ]]; then  # the plugin uses a name that Pillow 10 has dropped
      "$venv/bin/python" -m pip install --quiet --no-input 'pillow<10'
      "$venv/bin/python" -m pip install --quiet --no-input --no-build-isolation --no-deps "${HERALD_WEBHOOKS:-$webhooks}"
    fi
    "$venv/bin/python" -m octoprint --version
    rm -rf "$home"
    mv -T "$venv" "$home"
  fi
  echo "OctoPrint $1 is in $home"
}

exec 9>"$cache/octoprint.lock"
flock 9
for version in "$@"; do
  make_one "$version"
done
