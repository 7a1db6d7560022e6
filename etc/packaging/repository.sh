#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# repository.sh [URL]: makes build/repository, a signed apt repository of all packages in build/package/SUITE-ARCH. Any web
# server can offer this folder. URL is where users will find it; without it, the file for apt names the folder itself.
#
# Who signs: the key HERALD_SIGNING_KEY of the key ring GNUPGHOME; without these, a key of Herald's own, which the first
# run makes in ~/.local/share/herald/signing. Keep that folder safe: whoever has it can sign packages.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

url=${1:-file:$PWD/build/repository}
url=${url%/}
shopt -s nullglob
debs=(build/package/*-*/*.deb)
((${#debs[@]})) || { echo "build/package has no packages: run ./dev packages" >&2; exit 1; }

use_own_key() {
  export GNUPGHOME=${XDG_DATA_HOME:-$HOME/.local/share}/herald/signing
  (umask 077 && mkdir -p "$GNUPGHOME")
  gpg --batch --list-secret-keys --with-colons 2>/dev/null | grep ^sec: >/dev/null ||
    gpg --batch --quiet --passphrase '' --quick-generate-key 'Herald packages' ed25519 sign never
}
[[ -n ${GNUPGHOME:-} || -n ${HERALD_SIGNING_KEY:-} ]] || use_own_key
key=$(gpg --batch --quiet --list-secret-keys --with-colons ${HERALD_SIGNING_KEY:+"$HERALD_SIGNING_KEY"} | awk -F: '/^fpr:/ {print $10; exit}')
[[ -n $key ]] || { echo "the key ring has no secret key ${HERALD_SIGNING_KEY:-}: set HERALD_SIGNING_KEY to one that it has" >&2; exit 1; }

repository=build/repository
work=$(mktemp -d)
trap 'rm -rf "$work"; gpgconf --kill gpg-agent' EXIT
mkdir "$work/conf"
mapfile -t suites < <(for deb in "${debs[@]}"; do folder=${deb%/*}; basename "${folder%-*}"; done | sort -u)
for suite in "${suites[@]}"; do
  printf '%s\n' "Origin: Herald" "Label: Herald" "Codename: $suite" "Suite: $suite" "Architectures: amd64 arm64 armhf" \
    "Components: main" "Description: Herald for Debian $suite" "SignWith: $key" ""
done >"$work/conf/distributions"

rm -rf "$repository"
mkdir -p "$repository"
for suite in "${suites[@]}"; do
  reprepro --silent --basedir "$work" --outdir "$PWD/$repository" includedeb "$suite" "build/package/$suite"-*/*.deb
done

# One file is all that a user needs, because it has the key in it: a line of a field begins with a space, an empty one is a dot.
for suite in "${suites[@]}"; do
  printf '%s\n' "Types: deb" "URIs: $url" "Suites: $suite" "Components: main" "Signed-By:" >"$repository/herald-$suite.sources"
  gpg --batch --armor --export "$key" | sed 's/^$/./; s/^/ /' >>"$repository/herald-$suite.sources"
done
gpg --batch --armor --export "$key" >"$repository/herald.asc"

cat <<TXT
$repository has the packages for ${suites[*]}, signed with $key.
A user of ${suites[0]} adds it by
  sudo curl -fo /etc/apt/sources.list.d/herald.sources ${url/#file:/file:\/\/}/herald-${suites[0]}.sources
  sudo apt update && sudo apt install herald
TXT
