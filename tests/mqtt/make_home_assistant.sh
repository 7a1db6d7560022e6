#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts Home Assistant, as home_assistant.txt names it, below the user's cache, with a link `home-assistant` to it, where
# the test of this folder looks for it. A finished one stays unchanged unless that file has changed. The program `run`
# in it is Python 3.13, with Home Assistant on its path. Debian 12 has an older Python, so it gets that of Debian 13:
# unpacked, with its own C library. Needs apt and python3 from Debian.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
name=home-assistant-$(sha256sum "$here/home_assistant.txt" "$0" | sha256sum | cut -c 1-12)
home=$cache/$name
components='alarm_control_panel api auth automation backup binary_sensor blueprint button climate config cover
  default_config device_automation device_tracker diagnostics event fan file_upload frontend group hassio history
  homeassistant http image image_upload input_number labs light lock logbook logger lovelace media_player mqtt network
  notify number onboarding panel_custom persistent_notification person recorder repairs scene script search sensor sun
  switch system_health system_log tag trace update vacuum valve water_heater webhook websocket_api zeroconf zone'
python_packages=(python3.13-minimal libpython3.13-minimal libpython3.13-stdlib python3-pip-whl libc6 libgcc-s1
  libstdc++6 libssl3t64 libexpat1 zlib1g libffi8 libsqlite3-0 libbz2-1.0 liblzma5 libuuid1 libzstd1)
mkdir -p "$cache"
exec 9>"$cache/home-assistant.lock"
flock 9

# unpack_debian_13 FOLDER PACKAGE…: unpacks these packages of Debian 13, and installs nothing.
unpack_debian_13() {
  local folder=$1 apt=$1.apt deb
  shift
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$folder"
  echo 'deb [trusted=yes] http://deb.debian.org/debian trixie main' >"$apt/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o Dir::State::status=/dev/null
    -o "APT::Sandbox::User=$(id -un)")
  if [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]]; then
    echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' \
      >"$apt/sources.list"
  fi
  apt-get "${options[@]}" update
  (cd "$apt/debs" && apt-get "${options[@]}" download "$@")
  for deb in "$apt/debs"/*.deb; do dpkg-deb -x "$deb" "$folder"; done
  rm -rf "$apt"
}

# extract WHEEL FOLDER: Home Assistant without the components that the test does not load: 400 MB, in 40,000 files.
extract() {
  sh "$work/python.sh" - "$1" "$2" "$components" <<'PY'
import sys
import zipfile

wheel, folder, components = sys.argv[1:]
wanted = {"__init__.py", *components.split()}
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        parts = name.split("/")
        if parts[:2] != ["homeassistant", "components"] or parts[2] in wanted:
            archive.extract(name, folder)
PY
}

# launcher FOLDER: writes the program `python`. FOLDER is where everything will be.
launcher() {
  local own=/usr/bin/python3.13
  printf '#!/bin/sh\nexport PYTHONPATH=%q PYTHONDONTWRITEBYTECODE=1\n' "$1/site"
  if [[ -x $own ]]; then
    printf 'exec %q "$@"\n' "$own"
  else
    local loader
    loader=$(cd "$work" && echo python/usr/lib/*/ld-linux-*.so.*)
    printf 'export PYTHONHOME=%q\n' "$1/python/usr"
    # shellcheck disable=SC2016  # $0 and $@ are for the script that is written
    printf 'exec %q --library-path %q --argv0 "$0" %q "$@"\n' "$1/$loader" "$1/$(dirname "$loader")" \
      "$1/python/usr/bin/python3.13"
  fi
}

if [[ ! -d $home ]]; then
  echo "installing Home Assistant from PyPI: a minute"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  pip=(-m pip)
  if [[ ! -x /usr/bin/python3.13 ]]; then
    unpack_debian_13 "$work/python" "${python_packages[@]}"
    pip=("$(echo "$work"/python/usr/share/python-wheels/pip-*.whl)/pip")
  elif ! /usr/bin/python3.13 -m pip --version >/dev/null 2>&1; then
    /usr/bin/python3.13 -m venv "$work/venv"
    pip=("$work/venv/lib/python3.13/site-packages/pip")
  fi
  launcher "$work" >"$work/python.sh"
  pip_options=(--quiet --no-input --disable-pip-version-check --only-binary :all: --no-deps)
  sh "$work/python.sh" "${pip[@]}" download "${pip_options[@]}" --dest "$work/wheel" \
    "$(grep '^homeassistant==' "$here/home_assistant.txt")"
  grep -v '^homeassistant==' "$here/home_assistant.txt" >"$work/others.txt"
  sh "$work/python.sh" "${pip[@]}" install "${pip_options[@]}" --root-user-action ignore --no-warn-script-location \
    --no-compile --target "$work/site" -r "$work/others.txt"
  extract "$work"/wheel/homeassistant-*.whl "$work/site"
  rm -rf "$work/venv" "$work/wheel" "$work/python.sh" "$work/others.txt"
  launcher "$home" >"$work/python.home"
  install -m 755 "$work/python.home" "$work/run" && rm "$work/python.home"
  chmod 755 "$work"
  mv -T "$work" "$home"
fi
ln -sfnT "$name" "$cache/home-assistant"
echo "Home Assistant is in $home"
