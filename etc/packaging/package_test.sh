#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests in a small repository of its own which packages package.sh keeps. What builds them only says so here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/etc/packaging"
cp "$(dirname "$(readlink -f "$0")")/package.sh" "$work/etc/packaging"
cd "$work"

fail() {
  echo "package_test: $1" >&2
  exit 1
}

printf '#!/bin/sh\n' >etc/packaging/export_tree.sh
printf '#!/bin/sh\ntouch built output/herald.deb\n' >etc/packaging/in_root.sh
chmod +x etc/packaging/*.sh
printf 'built\noutput\nccache\n' >.gitignore
export CCACHE_DIR=$work/ccache
git init -q
commit() { git add -A && git -c user.name=test -c user.email=test@localhost commit -qm "$1"; }
commit one

package() {
  rm -f built
  [[ $(etc/packaging/package.sh bookworm amd64 output) == output/herald.deb ]] || fail "it does not print the packages"
}
# builds WHY_NOT, keeps WHY_NOT: what it does now
builds() {
  package
  [[ -e built ]] || fail "it builds nothing, $1"
}
keeps() {
  package
  [[ ! -e built ]] || fail "it builds, $1"
}

builds "although there are none"
touch output/tried
keeps "although those of this commit are there"
[[ -e output/tried ]] || fail "it forgets that they were tried"
echo changed >file
builds "although a file is new"
[[ ! -e output/tried ]] || fail "new packages count as tried"
builds "although the packages were of no commit"
commit two
builds "although there is a new commit"
keeps "although those of this commit are there"
