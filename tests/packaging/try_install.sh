#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packages: ca-certificates
#
# try_install.sh DEBS [OLD_DEBS]: installs, runs, upgrades, removes and purges the packages of the folder DEBS, and says in
# a sentence what is wrong. It changes the system: run it as root in a fresh root of Debian with /proc (./dev
# try-package). The upgrade is from the packages of OLD_DEBS, by default from DEBS itself under an older version, and
# from a package as Herald's were until 0.2.0. DEBS may have a plugin for another processor: foreign.so.
set -euo pipefail

(($# == 1 || $# == 2)) || { echo "usage: try_install.sh DEBS [OLD_DEBS]" >&2; exit 2; }
[[ $EUID == 0 && ! -e /run/systemd/system && ! -e /etc/herald ]] ||
  { echo "try_install.sh needs a fresh root without systemd and without Herald, and the user root" >&2; exit 2; }
debs=$(realpath "$1")
old_debs=${2:+$(realpath "$2")}
work=$(mktemp -d)
chmod 755 "$work"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf '▸ %s\n' "$*"; }

fail() {
  printf 'try_install: %s\n' "$*" >&2
  local log
  for log in apt.log daemon.log received; do
    [[ ! -s $work/$log ]] || { echo "--- $log" >&2 && tail -n 40 "$work/$log" >&2; }
  done
  exit 1
}

# apt ARGUMENT…: its output is in $work/apt.log
apt() {
  apt-get -y -qq -o DPkg::Lock::Timeout=600 -o DPkg::Path="$PATH" -o Dpkg::Use-Pty=0 --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
    fail "apt-get $* failed"
}

printed() { grep -q -- "$1" "$work/apt.log" || fail "the package does not print: $1"; }
not_printed() { ! grep -q -- "$1" "$work/apt.log" || fail "the package prints: $1"; }
exists() { [[ -e $1 || -L $1 ]] || fail "$1 is missing${2:+ $2}"; }
gone() { [[ ! -e $1 && ! -L $1 ]] || fail "$1 is still there ${2:-}"; }
is() { [[ $(stat -c '%a %U:%G' "$1") == "$2" ]] || fail "$1 is $(stat -c '%a %U:%G' "$1"), not $2"; }

# until_true SECONDS WHAT COMMAND…: asks again until the command succeeds
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "$what"
    sleep 0.5
  done
}

wanted=/etc/systemd/system/multi-user.target.wants/herald.service

check_files() {
  local file
  for file in /usr/bin/heraldd /usr/bin/heraldctl /lib/systemd/system/herald.service /lib/udev/rules.d/60-herald.rules \
    /usr/lib/sysusers.d/herald.conf /usr/share/man/man1/heraldctl.1.gz /usr/share/man/man8/heraldd.8.gz \
    /usr/share/bash-completion/completions/heraldctl /usr/share/zsh/vendor-completions/_heraldctl \
    /usr/share/doc/herald/copyright /usr/share/doc/herald/changelog.gz /usr/share/herald/presets/ntfy.properties \
    /etc/herald/conf.d; do
    exists "$file"
  done
  exists "$wanted" "after the installation: the service is not enabled"
  is /etc/herald/herald.properties '644 root:root'
  is /etc/herald/secrets '750 root:herald'
  [[ $(getent passwd herald) == *:/var/lib/herald:*nologin ]] || fail "the user herald is not made as it should be"
  heraldctl --version | grep -q '^' || fail "heraldctl does not run"
}

# start: the daemon as the unit starts it
start() {
  local command
  command=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/herald.service)
  install -d -m 0700 -o herald -g herald /var/lib/herald
  # shellcheck disable=SC2086 # the unit has words
  setpriv --reuid herald --regid herald --init-groups env XDG_STATE_HOME=/var/lib $command >>"$work/daemon.log" 2>&1 &
  daemon=$!
  until_true 120 "the daemon does not start" heraldctl console
}

# say_sizes: the row of the README's table. Under qemu, the memory is qemu's as well
say_sizes() {
  local status=/proc/$daemon/status
  say "package $(stat -c %s "$debs"/herald_*.deb) bytes, installed $(dpkg-query -W -f '${Installed-Size}' herald) kB, memory" \
    "$(awk '/^VmRSS:/ {print $2}' "$status") kB, of which $(awk '/^RssAnon:/ {print $2}' "$status") kB are its own"
}

stop() {
  local status=0
  kill -TERM "$daemon"
  wait "$daemon" || status=$?
  ((status == 0)) || fail "the daemon ended with $status"
}

try_print() {
  heraldctl listen 8642 >"$work/received" &
  receiver=$!
  cat >/etc/herald/conf.d/try.properties <<'TXT'
source.try.type      = demo
source.try.duration  = 5s
sink.try.type        = webhook
sink.try.url         = http://127.0.0.1:8642/
TXT
  heraldctl check >"$work/check" 2>&1 || fail "heraldctl check refuses the configuration: $(cat "$work/check")"
  heraldctl reload >"$work/reload" 2>&1 || fail "heraldctl reload fails: $(cat "$work/reload")"
  until_true 180 "the webhook of a finished print does not arrive" grep -q '"Print Done"' "$work/received"
  kill "$receiver"
  wait "$receiver" || true
}

try_plugins() {
  local plugin
  heraldctl plugins >"$work/plugins" 2>&1 || fail "heraldctl plugins fails: $(cat "$work/plugins")"
  for plugin in webhook mqtt email octoprint moonraker serial http; do
    grep -qw "$plugin" "$work/plugins" || fail "heraldctl plugins does not list $plugin"
  done
  [[ -e $debs/foreign.so ]] || return 0
  install -D -m 644 "$debs/foreign.so" /usr/local/lib/herald/plugins/foreign.so
  echo 'herald.plugins = /usr/local/lib/herald/plugins' >/etc/herald/conf.d/foreign.properties
  heraldctl plugins >"$work/plugins" 2>&1 || true
  grep -A3 'foreign.so' "$work/plugins" | grep -qi 'processor\|architecture\|machine' ||
    fail "a plugin for another processor is not refused by name: $(cat "$work/plugins")"
  rm -r /usr/local/lib/herald /etc/herald/conf.d/foreign.properties
}

# repack DEB VERSION FOLDER: the package under another version
repack() {
  local tree=$work/repack
  rm -rf "$tree"
  dpkg-deb -R "$1" "$tree"
  sed -i "s/^Version: .*/Version: $2/; s/(= [^)]*)/(= $2)/" "$tree/DEBIAN/control"
  mkdir -p "$3"
  dpkg-deb -Zgzip -z1 -b "$tree" "$3" >/dev/null
}

# make_undivided FOLDER: a package as Herald's were until 0.2.0, with the SDK in it and a postinst that enabled nothing
make_undivided() {
  local tree=$work/undivided
  dpkg-deb -R "$debs"/herald_*.deb "$tree"
  dpkg-deb -x "$debs"/libherald-dev_*.deb "$tree"
  rm -r "$tree"/DEBIAN/p[or]* "$tree"/usr/lib/sysusers.d "$tree/etc/herald/conf.d"
  mkdir -p "$tree/usr/lib/systemd/system"
  if [[ -d $tree/lib ]]; then
    mv "$tree/lib/systemd/system/herald.service" "$tree/usr/lib/systemd/system"
    rm -r "${tree:?}/lib"
  fi
  rm -rf "$tree/usr/lib/udev" "$tree/DEBIAN/md5sums"
  sed -i 's/^Version: .*/Version: 0.2.0/; s/^Depends: /Depends: adduser, /' "$tree/DEBIAN/control"
  printf '#!/bin/sh\nset -e\nadduser --system --group --quiet --home /var/lib/herald herald\n' >"$tree/DEBIAN/postinst"
  chmod 755 "$tree/DEBIAN/postinst"
  mkdir -p "$1"
  dpkg-deb -Zgzip -z1 -b "$tree" "$1" >/dev/null
}

policy=/usr/sbin/policy-rc.d  # in a root of this kind, it often forbids every start
# with_service_manager: from here on, a systemctl notes what it is asked for, as if systemd ran and the service, too
with_service_manager() {
  mkdir -p /run/systemd/system
  # Whatever it is asked, it says yes.
  printf '#!/bin/sh\necho "$@" >>%s/systemctl\n' "$work" >/usr/local/bin/systemctl
  chmod 755 /usr/local/bin/systemctl
  : >"$work/systemctl"
  [[ ! -e $policy ]] || mv "$policy" "$work/policy"
}
without_service_manager() {
  rm -r /run/systemd/system /usr/local/bin/systemctl
  [[ ! -e $work/policy ]] || mv "$work/policy" "$policy"
}
was_asked() { grep -Eq "$1.*herald.service" "$work/systemctl" || fail "the package does not $1 the service: $(cat "$work/systemctl")"; }

# The root has the network of the machine.
for port in 8484 8642; do
  ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "a program of this machine listens at port $port: stop it"
done

say "installing"
apt update
apt install "$debs"/herald_*.deb
printed 'sudo heraldctl console'
check_files

say "starting with the starter configuration"
setpriv --reuid herald --regid herald --init-groups heraldd --check >"$work/check" 2>&1 || fail "heraldd --check refuses it: $(cat "$work/check")"
start
say_sizes
heraldctl console | grep -q '^http://127.0.0.1:8484/' || fail "the console is not at this machine's own address"
[[ $(heraldctl queue ls --json 2>/dev/null || heraldctl queue ls) != *sink.* ]] || fail "the starter configuration has a sink"
try_plugins

if (($(getconf LONG_BIT) == 32)); then
  say "a size that 32 bits cannot hold"
  echo 'outbox.diskBytes = 4 GiB' >/etc/herald/conf.d/size.properties
  ! heraldctl check >"$work/check" 2>&1 || fail "heraldctl check takes 4 GiB, which is 0 in 32 bits"
  grep -q '2 GiB' "$work/check" || fail "heraldctl check does not say that 2 GiB is the most: $(cat "$work/check")"
  rm /etc/herald/conf.d/size.properties
fi

say "printing to a webhook"
try_print
stop

say "removing keeps configuration and data"
apt remove herald
gone /usr/bin/heraldd
exists /etc/herald/conf.d/try.properties "after a removal"
exists /var/lib/herald/outbox.db "after a removal"

say "purging removes both"
apt install "$debs"/herald_*.deb
check_files
apt purge herald
gone /etc/herald "after a purge"
gone /var/lib/herald "after a purge"
gone "$wanted" "after a purge"
getent passwd herald >/dev/null || fail "the user herald is gone after a purge, and its files could go to another user"

say "upgrading"
if [[ -z $old_debs ]]; then
  old_debs=$work/old
  repack "$(echo "$debs"/herald_*.deb)" 0.1.9 "$old_debs"
fi
apt install "$old_debs"/herald_*.deb
echo '# a change of the user' >>/etc/herald/herald.properties
start
try_print
stop
with_service_manager
apt install "$debs"/herald_*.deb
was_asked restart
not_printed 'sudo heraldctl console'
grep -q '# a change of the user' /etc/herald/herald.properties || fail "an upgrade lost a change in herald.properties"
exists /etc/herald/conf.d/try.properties "after an upgrade"
exists /var/lib/herald/outbox.db "after an upgrade"
check_files
without_service_manager
start
until_true 120 "the upgraded daemon does not answer" heraldctl queue ls
stop

say "going back says what may not work"
apt install --allow-downgrades "$old_debs"/herald_*.deb
printed 'refuses the data of Herald'
with_service_manager
apt remove herald
was_asked stop
without_service_manager
apt purge herald

say "upgrading from an undivided package"
make_undivided "$work/undivided_debs"
apt install "$work"/undivided_debs/herald_*.deb
apt install "$debs"/herald_*.deb "$debs"/libherald-dev_*.deb
check_files
[[ -z $(dpkg -V herald libherald-dev) ]] || fail "files are missing after the upgrade: $(dpkg -V herald libherald-dev)"
heraldctl plugins new try_light --sink >/dev/null 2>&1 || (cd "$work" && heraldctl plugins new try_light --sink >/dev/null) ||
  fail "heraldctl plugins new fails with libherald-dev"
apt purge herald libherald-dev
gone /etc/herald "after a purge"

rm -r "$work"
say "the packages install, run, upgrade and leave as they should"
