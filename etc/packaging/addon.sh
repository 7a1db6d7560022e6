#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# addon.sh [FOLDER…]: makes the Home Assistant add-on in build/home-assistant/herald, of the packages in these folders, and
# tries it if podman is installed. Home Assistant builds the image of a local add-on itself, from this folder.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

addon=build/home-assistant/herald
(($#)) || set -- build/package/trixie-amd64 build/package/trixie-arm64
found=()
for folder in "$@"; do
  mapfile -t -O "${#found[@]}" found < <(compgen -G "$folder/herald_*_a[mr][dm]64.deb" || true)
done
((${#found[@]})) || { echo "no herald_*.deb for amd64 or arm64 in $*: run ./dev package trixie arm64" >&2; exit 1; }

rm -rf "$addon"
mkdir -p "$addon/packages"
cp -rL etc/home-assistant/herald/. "$addon"
cp "${found[@]}" "$addon/packages"
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
sed -i "s/^version: .*/version: \"$version\"/" "$addon/config.yaml"
if command -v podman >/dev/null; then tests/packaging/try_addon.sh "$addon"; fi
echo "▸ copy $addon to the folder addons of Home Assistant" >&2
