#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# changelog.sh: prints Debian's changelog, made of CHANGELOG.md and the version in CMakeLists.txt.
#
# An entry of CHANGELOG.md becomes one of Debian's. What is not released yet gets the version X.Y.Z+gitTIME.COMMIT, which
# stands between X.Y.Z and the next release.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

maintainer=$(sed -n 's/^Maintainer: //p' etc/debian/control)
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[[ -n $version ]] || { echo "CMakeLists.txt has no project(… VERSION X.Y.Z …)" >&2; exit 1; }

# changes HEADING: the changes below `## HEADING…`, as Debian indents them
changes() {
  awk -v heading="## [$1]" '
    function flush() { if (item != "") print item; item = "" }
    /^## / { flush(); inside = index($0, heading) == 1; next }
    !inside { next }
    /^### / { flush(); print "#" substr($0, 5); next }
    /^- / { flush(); item = substr($0, 3); next }
    /^ +[^ ]/ { sub(/^ +/, " "); item = item $0 }
    END { flush() }' CHANGELOG.md |
    while IFS= read -r line; do
      if [[ $line == '#'* ]]; then
        printf '  * %s:\n' "${line#\#}"
      else
        fold -s -w 70 <<<"$line" | sed -e 's/ *$//' -e '1s/^/    - /' -e '1!s/^/      /'
      fi
    done
}

# entry VERSION HEADING DATE
entry() {
  printf 'herald (%s) unstable; urgency=medium\n\n' "$1"
  changes "$2"
  printf '\n -- %s  %s\n\n' "$maintainer" "$(LC_ALL=C date -u -R -d "$3")"
}

unreleased() {
  local commit time
  commit=$(git rev-parse --short=8 HEAD)
  time=$(TZ=UTC0 git log -1 --format=%cd --date=format-local:%Y%m%d%H%M%S)
  [[ -z $(git status --porcelain) ]] || commit+=.changed
  entry "$version+git$time.$commit" Unreleased "$(git log -1 --format=%cI)"
}

mapfile -t headings < <(sed -n 's/^## \[\(.*\)\].*/\1/p' CHANGELOG.md)
if [[ ${headings[0]} == Unreleased && -n $(changes Unreleased) ]]; then
  unreleased
elif [[ " ${headings[*]} " != *" $version "* ]]; then
  echo "CMakeLists.txt says $version, but CHANGELOG.md has no heading [$version]" >&2
  exit 1
fi
for heading in "${headings[@]}"; do
  [[ $heading == Unreleased ]] || entry "$heading" "$heading" "$(sed -n "s/^## \[$heading\] - //p" CHANGELOG.md) 12:00 UTC"
done
