#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests set_version.sh on a small checkout of its own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/etc/packaging"
cp "$(dirname "$(readlink -f "$0")")/set_version.sh" "$work/etc/packaging"
cd "$work"

fail() {
  echo "set_version_test: $1" >&2
  exit 1
}

write() {
  printf 'project(Herald VERSION 0.2.0 LANGUAGES CXX)\n' >CMakeLists.txt
  printf '# Changelog\n\n## [Unreleased]\n\n%s## [0.2.0] - 2026-11-28\n\n- first\n' "$1" >CHANGELOG.md
}

# refuses WORDS VERSION: says these words and changes nothing
refuses() {
  cp CMakeLists.txt CHANGELOG.md etc
  ! etc/packaging/set_version.sh "$2" 2>error || fail "it takes $2"
  grep -qF -- "$1" error || fail "it does not say '$1' but: $(cat error)"
  cat CMakeLists.txt CHANGELOG.md | cmp -s - <(cat etc/CMakeLists.txt etc/CHANGELOG.md) || fail "it refuses $2 and changes files"
}

write $'- new\n\n'
refuses 'is not X.Y.Z: 1.0' 1.0
refuses 'is not X.Y.Z: nothing' ''
refuses '0.2.0 is not newer than 0.2.0' 0.2.0
refuses '0.1.9 is not newer than 0.2.0' 0.1.9

etc/packaging/set_version.sh 0.10.0 2026-12-24
grep -qx 'project(Herald VERSION 0.10.0 LANGUAGES CXX)' CMakeLists.txt || fail "CMakeLists.txt has $(cat CMakeLists.txt)"
printf '# Changelog\n\n## [Unreleased]\n\n## [0.10.0] - 2026-12-24\n\n- new\n\n## [0.2.0] - 2026-11-28\n\n- first\n' |
  cmp -s - CHANGELOG.md || fail "CHANGELOG.md has: $(cat CHANGELOG.md)"

write ''
refuses 'names no change below [Unreleased]' 0.3.0
