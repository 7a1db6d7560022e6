#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# changelog_test.sh: tests changelog.sh with a small checkout.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
export GIT_AUTHOR_DATE='2026-03-01T10:00:00+0200' GIT_COMMITTER_DATE='2026-03-01T10:00:00+0200'

fail() { echo "changelog: $1" >&2; exit 1; }

# is WHAT EXPECTED ACTUAL: both may have a pattern
is() {
  # shellcheck disable=SC2053 # a pattern
  [[ $3 == $2 ]] || fail "$1 is
$3
and not
$2"
}

mkdir -p "$work/etc/packaging" "$work/etc/debian"
cp "$here/changelog.sh" "$work/etc/packaging"
printf 'Source: herald\nMaintainer: Herald <herald@example.org>\n' >"$work/etc/debian/control"
echo 'project(Herald VERSION 1.2.0 LANGUAGES CXX)' >"$work/CMakeLists.txt"
released='## [1.2.0] - 2026-02-03

### Added

- A first change.
- A second one, whose text is so long that it does not fit into one of the lines
  of Debian, which have 80 characters.

### Fixed

- A fault.

## [1.1.0] - 2026-01-02

- The beginning.
'
expected='herald (1.2.0) unstable; urgency=medium

  * Added:
    - A first change.
    - A second one, whose text is so long that it does not fit into one of
      the lines of Debian, which have 80 characters.
  * Fixed:
    - A fault.

 -- Herald <herald@example.org>  Tue, 03 Feb 2026 12:00:00 +0000

herald (1.1.0) unstable; urgency=medium

    - The beginning.

 -- Herald <herald@example.org>  Fri, 02 Jan 2026 12:00:00 +0000'
run() { "$work/etc/packaging/changelog.sh"; }

printf '# Changelog\n\n%s' "$released" >"$work/CHANGELOG.md"
is "the changelog of a release" "$expected" "$(run)"

printf '# Changelog\n\n## [Unreleased]\n\n%s' "$released" >"$work/CHANGELOG.md"
is "the changelog of a release with an empty heading above it" "$expected" "$(run)"

printf '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- News.\n\n%s' "$released" >"$work/CHANGELOG.md"
(cd "$work" && git init -q && git add -A && git commit -q -m 'all: begin')
is "the changelog between two releases" "herald (1.2.0+git20260301080000.????????) unstable; urgency=medium

  \* Added:
    - News.

 -- Herald <herald@example.org>  Sun, 01 Mar 2026 08:00:00 +0000

${expected//\*/\\*}" "$(run)"

echo >>"$work/CMakeLists.txt"
is "the version of a changed checkout" 'herald (1.2.0+git20260301080000.????????.changed) *' "$(run)"

sed -i s/1.2.0/1.3.0/ "$work/CMakeLists.txt"
printf '# Changelog\n\n%s' "$released" >"$work/CHANGELOG.md"
is "the error of a release without a heading" '*says 1.3.0, but CHANGELOG.md has no heading \[1.3.0\]' "$(run 2>&1 || true)"
