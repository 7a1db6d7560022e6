#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try_repository.sh SUITE ARCH: apt installs Herald from build/repository in a clean Debian of this suite and architecture,
# and refuses the repository once somebody has changed it. Run it as root.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

(($# == 2)) || { echo "usage: try_repository.sh SUITE ARCH" >&2; exit 2; }
suite=$1 arch=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r build/repository "$work/repository"
sed -i 's|^URIs: .*|URIs: file:/srv/herald|' "$work/repository/herald-$suite.sources"

cat >"$work/try" <<'TXT'
set -eu
cp "/srv/herald/herald-$1.sources" /etc/apt/sources.list.d/herald.sources
apt-get -qq update
apt-get -qq -y --no-install-recommends install herald >/tmp/apt.log 2>&1 || { cat /tmp/apt.log >&2; exit 1; }
heraldctl --version
apt-cache policy herald | grep -q 'file:/srv/herald' || { echo "herald is not from the repository" >&2; exit 1; }
sed -i 's/^Description: .*/Description: changed/' /srv/herald/dists/*/InRelease
rm -rf /var/lib/apt/lists/*herald*
if apt-get -qq --error-on=any update 2>/tmp/apt.log; then echo "apt takes a repository that was changed" >&2; exit 1; fi
TXT
etc/packaging/in_root.sh --bind "$work/repository=/srv/herald" --bind "$work/try=/tmp/try" "$suite" "$arch" sh /tmp/try "$suite"
echo "▸ apt installs Herald from the repository on Debian $suite, $arch"
