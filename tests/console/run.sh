#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SCRIPT [ARGUMENT…]: runs a script of this folder with what make_console.sh has installed.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
home=${XDG_CACHE_HOME:-$HOME/.cache}/herald/console
[[ -x $home/node ]] || { echo "playwright is not installed. Run $here/make_console.sh." >&2; exit 1; }
export HERALD_CONSOLE_TOOLS=$home/node_modules
exec "$home/node" "$here/$1" "${@:2}"
