#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# export_tree.sh FOLDER: makes FOLDER anew, with the sources of this checkout and the folder debian, for build_here.sh.
# A file that is changed or new in the checkout is in it as it is.
set -euo pipefail
(($# == 1)) || { echo "usage: export_tree.sh FOLDER" >&2; exit 2; }
mkdir -p "$(dirname "$1")"
tree=$(realpath "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
# Never empties a folder of somebody else.
[[ ! -e $tree || -f $tree/debian/changelog ]] || { echo "$tree exists and is no exported tree: choose another folder" >&2; exit 1; }

rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z -co --exclude-standard | while IFS= read -r -d '' file; do
  [[ ! -e $file && ! -L $file ]] || printf '%s\0' "$file"
done | tar -c --null --files-from=- | tar -x -C "$tree"
cp -RL "$tree/etc/debian" "$tree/debian"
etc/packaging/changelog.sh >"$tree/debian/changelog"
