#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# in_root.sh [OPTION…] SUITE ARCH COMMAND…: runs a command, as root, in a fresh Debian of this suite and architecture that
# nothing else has touched and that is gone afterwards. It has the host's network, but its own processes and mounts.
#   --with "PACKAGE…"       what it has besides the least that apt needs
#   --build-for ARCH TREE   it can build the source package in TREE for this architecture
#   --bind FOLDER=PLACE     FOLDER of the host is at PLACE there; what is written there stays
#   --set NAME=VALUE        its environment
# in_root.sh --print-image [OPTION…] SUITE ARCH: names the archive, in the user's cache, that such a Debian is unpacked from.
#
# What is downloaded and unpacked for it is kept in the user's cache for a month. If the processor cannot run ARCH, qemu
# runs it: the kernel learns that here, for as long as the machine runs.
set -euo pipefail

# register_qemu ARCH: the patterns are the first 20 bytes of an ELF file: 64 or 32 bits, a program or a library, the machine
register_qemu() {
  local name magic mask binfmt=/proc/sys/fs/binfmt_misc
  case $1 in
    arm64) name=aarch64 magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00' ;;
    armhf) name=arm magic='\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28\x00' ;;
    *) echo "this processor cannot run $1, and only arm64 and armhf are run by qemu here" >&2; return 2 ;;
  esac
  mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  [[ -e $binfmt/register ]] || mount -t binfmt_misc binfmt_misc "$binfmt" ||
    { echo "qemu cannot run $1 here: the kernel does not let us mount binfmt_misc at $binfmt" >&2; return 1; }
  [[ -e $binfmt/qemu-$name ]] || printf '%s' ":qemu-$name:M::$magic:$mask:/usr/bin/qemu-$name-static:F" >"$binfmt/register"
}

packages=(ca-certificates) control="" target="" print="" binds=() settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
  DEBIAN_FRONTEND=noninteractive)
while [[ ${1:-} == --* ]]; do
  case $1 in
    --with) read -ra words <<<"$2"; packages+=("${words[@]}"); shift 2 ;;
    --build-for) target=$2 control=$3/debian/control; shift 3 ;;
    --bind) binds+=("$2"); shift 2 ;;
    --print-image) print=1; shift ;;
    --set) settings+=("$2"); shift 2 ;;
    *) echo "in_root.sh knows no option $1" >&2; exit 2 ;;
  esac
done
(($# >= (print ? 2 : 3))) || { echo "usage: in_root.sh [OPTION...] SUITE ARCH COMMAND..." >&2; exit 2; }
((EUID == 0)) || { echo "in_root.sh changes the root of the file system, so run it as root" >&2; exit 1; }
suite=$1 arch=$2
shift 2

architectures=$arch profiles=nocheck
if [[ -n $target ]]; then
  packages+=(build-essential ccache)
  if [[ $target != "$arch" ]]; then
    packages+=("crossbuild-essential-$target")
    architectures+=,$target profiles+=,cross
  fi
fi
arch-test -n "$arch" >/dev/null || register_qemu "$arch"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald/roots
mkdir -p "$cache"
find "$cache" -maxdepth 1 -name '*.tar.zst' -mtime +30 -delete
find "$cache" -maxdepth 1 -name 'work.*' -mtime +1 -exec rm -rf {} +  # of a run that was killed
key=$({ echo "$architectures ${packages[*]} $profiles"; [[ -z $control ]] || sed "/^$/,\$d" "$control"; } | sha256sum)
image=$cache/$suite-$arch${target:+-for-$target}-${key:0:12}.tar.zst
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# One image is made once, however many want it.
exec 9>"${image%.tar.zst}.lock"
flock 9
if [[ ! -f $image ]]; then
  echo "unpacking a Debian $suite for $arch${target:+ that builds for $target}" >&2
  hooks=()
  # shellcheck disable=SC2016  # mmdebstrap expands it
  [[ -z $control ]] || hooks=(--customize-hook='mkdir -p "$1/root/source/debian"'
    --customize-hook="upload '$control' /root/source/debian/control"
    --customize-hook="chroot \"\$1\" env ${settings[*]} apt-get build-dep -y -qq --no-install-recommends -a $target -P $profiles /root/source"
    --customize-hook='rm -r "$1/root/source"')
  # The release without its updates: the libraries of all architectures have one version then, and a build of today is
  # the one of tomorrow.
  # shellcheck disable=SC2016  # apt expands it
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | sort -u | sed -n 1p)
  mmdebstrap --mode=root --variant=minbase --architectures="$architectures" --dpkgopt=force-unsafe-io \
    --include="$(IFS=,; echo "${packages[*]}")" "${hooks[@]}" "$suite" "$work/root.tar.zst" ${mirror:+"$mirror"} >"$work/log" 2>&1 ||
    { tail -n 40 "$work/log" >&2; echo "a Debian $suite for $arch cannot be unpacked: the reason is above" >&2; exit 1; }
  mv "$work/root.tar.zst" "$image"
fi
exec 9>&-
if [[ -n $print ]]; then
  echo "$image"
  exit
fi

root=$work/root
mkdir "$root"
tar --zstd -xf "$image" -C "$root" --numeric-owner --exclude='./dev/*'
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
for bind in "${binds[@]}"; do mkdir -p "$root/${bind#*=}"; done

# shellcheck disable=SC2016  # the inner shell expands it
unshare --mount --pid --fork --kill-child bash -c '
  set -euo pipefail
  root=$1 count=$2
  shift 2
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  for ((; count > 0; count--)); do
    mount --bind "${1%%=*}" "$root/${1#*=}"
    shift
  done
  chroot "$root" "$@"' in_root "$root" "${#binds[@]}" "${binds[@]}" env -i "${settings[@]}" "$@"
