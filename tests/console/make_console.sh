#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what drives the browser: Node.js and playwright-core, both from the wheel of playwright, and axe-core. They
# are below the user's cache, with a link `console` to them, where run.sh looks for them. A finished installation stays
# unchanged unless requirements.txt has changed or this system has another Python now. Needs python3-venv from Debian.
# The browser itself is Debian's chromium.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
name=console-$(sha256sum "$here/requirements.txt" | cut -c 1-12)
home=$cache/$name
mkdir -p "$cache"
exec 9>"$cache/console.lock"
flock 9
if [[ ! -x $home/node ]]; then
  echo "installing playwright and axe-core from PyPI: a minute"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  /usr/bin/python3 -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps \
    --target "$work/wheels" -r "$here/requirements.txt"
  mkdir -p "$work/home/node_modules/axe-core"
  mv "$work/wheels/playwright/driver/node" "$work/home/node"
  mv "$work/wheels/playwright/driver/package" "$work/home/node_modules/playwright-core"
  mv "$work/wheels/axe_playwright_python/axe.min.js" "$work/home/node_modules/axe-core/axe.min.js"
  chmod 755 "$work/home/node"
  rm -rf "$home"
  mv -T "$work/home" "$home"
fi
ln -sfnT "$name" "$cache/console"
echo "playwright and axe-core are in $home"
