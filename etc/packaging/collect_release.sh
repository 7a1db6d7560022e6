#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# collect_release.sh X.Y.Z: puts into build/release-X.Y.Z what users download: the packages of build/package/SUITE-ARCH, the
# sources of this commit, the list of parts (SPDX), and the checksums of all that.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# == 1)) || { echo "usage: collect_release.sh X.Y.Z" >&2; exit 2; }
version=$1 output=build/release-$1
shopt -s nullglob
debs=(build/package/*-*/*.deb)
((${#debs[@]})) || { echo "build/package has no packages: run ./dev packages" >&2; exit 1; }
for deb in "${debs[@]}"; do
  [[ ${deb##*/} == *_"$version"+deb* ]] || { echo "$deb is not of version $version: remove it" >&2; exit 1; }
done

rm -rf "$output"
mkdir -p "$output"
cp "${debs[@]}" "$output"
git archive --prefix="herald-$version/" HEAD | gzip -n9 >"$output/herald-$version.tar.gz"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) etc/packaging/sbom.py build/package/*-*/*.buildinfo "$output"/*.deb \
  >"$output/herald-$version.spdx.json"
(cd "$output" && sha256sum -- *.deb *.tar.gz *.json >SHA256SUMS)
