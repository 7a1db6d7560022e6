#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# set_version.sh X.Y.Z [DATE]: makes this the version of the checkout: in CMakeLists.txt, the one place that has it, and as
# a heading of CHANGELOG.md, above what was not released before. DATE is today if it is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

fail() {
  echo "$1" >&2
  exit 1
}

version=${1:-} date=${2:-$(date -u +%F)}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "the version is not X.Y.Z: ${version:-nothing}"
current=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
dpkg --compare-versions "$version" gt "$current" || fail "$version is not newer than $current, the version in CMakeLists.txt"
grep -q '^## \[Unreleased\]$' CHANGELOG.md || fail "CHANGELOG.md has no heading [Unreleased]"
sed -n '/^## \[Unreleased\]$/,/^## \[[0-9]/p' CHANGELOG.md | grep '^- ' >/dev/null || fail "CHANGELOG.md names no change below [Unreleased]"

sed -i "s/^\(project(.* VERSION \)[0-9.]* /\1$version /" CMakeLists.txt
sed -i "s/^## \[Unreleased\]\$/&\n\n## [$version] - $date/" CHANGELOG.md
