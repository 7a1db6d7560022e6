#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# release.sh [--dry-run] X.Y.Z: makes the version, its commit, its packages for every suite and architecture, tries them,
# and makes the repository, a list of parts, and checksums, in build/release-X.Y.Z. The tag comes last, so what has a tag
# has been built and tried. If a step fails, mend it and run the command again: it goes on.
# HERALD_REPOSITORY_URL is the address for ./dev repository.
# --dry-run shows the change of the version and what would be made. It changes nothing here and builds nothing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

fail() {
  echo "$1" >&2
  exit 1
}
say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }

dry=""
if [[ ${1:-} == --dry-run ]]; then
  dry=1
  shift
fi
(($# == 1)) || fail "usage: ./dev release [--dry-run] X.Y.Z"
version=$1 output=build/release-$1

dry_run() {
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  git archive HEAD CMakeLists.txt CHANGELOG.md etc/debian etc/packaging | tar -x -C "$copy"
  "$copy/etc/packaging/set_version.sh" "$version"
  for file in CMakeLists.txt CHANGELOG.md; do
    diff -u --label "a/$file" --label "b/$file" <(git show "HEAD:$file") "$copy/$file" || true
  done
  "$copy/etc/packaging/changelog.sh" | sed -n 1p
  printf 'would be made in %s: the packages for each suite and architecture, herald-%s.tar.gz, herald-%s.spdx.json, SHA256SUMS\n' \
    "$output" "$version" "$version"
  printf 'would be the tag: v%s\n' "$version"
}

# commit_version: nothing, if an earlier run has made the commit
commit_version() {
  [[ $(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt) != "$version" ]] || return 0
  etc/packaging/set_version.sh "$version"
  git commit -qm "release: $version" CMakeLists.txt CHANGELOG.md
}

[[ ! $(git tag -l "v$version") ]] || fail "the tag v$version exists: $version is released"
if [[ -n $dry ]]; then
  dry_run
  exit
fi
[[ -z $(git status --porcelain --untracked-files=no) ]] || fail "the checkout has changes: commit them first"
say "making the version $version"
commit_version
commit=$(git rev-parse HEAD)
for folder in build/package/*-*; do
  [[ $(cat "$folder/commit" 2>/dev/null) == "$commit" ]] || rm -rf "$folder"
done
./dev packages
for folder in build/package/*-*; do
  [[ ! -e $folder/tried ]] || continue  # by an earlier run
  name=${folder##*/}
  ./dev try-package "${name%%-*}" "${name#*-}"
  touch "$folder/tried"
done
say "building once more, to compare"
./dev check-reproducible
./dev repository ${HERALD_REPOSITORY_URL:+"$HERALD_REPOSITORY_URL"}
etc/packaging/collect_release.sh "$version"
git tag -a "v$version" -m "Herald $version"
say "Herald $version is in $output and in build/repository. Publish it: git push --follow-tags"
