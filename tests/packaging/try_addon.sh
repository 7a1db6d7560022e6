#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try_addon.sh FOLDER: builds the Home Assistant add-on of `./dev addon` with buildah, starts it with podman as the
# Supervisor does, and asks it as the Supervisor does. Says in one sentence what is wrong. What Home Assistant has beside
# it (its broker, its pages) is not there: a program of the test answers for the Supervisor. HERALD_BASE_IMAGE is another
# base image. A machine that cannot run containers as podman would like says how in CONTAINERS_CONF.
set -euo pipefail

folder=${1:?usage: try_addon.sh FOLDER}
name=herald-addon-$$
image=localhost/herald-addon
work=$(mktemp -d)

say() { printf '▸ %s\n' "$*" >&2; }
fail() {
  printf 'try_addon.sh: %s\n' "$*" >&2
  podman logs --tail 20 "$name" >&2 || true
  exit 1
}
tidy() {
  podman rm --force --time 1 "$name" >"$work/rm" 2>&1 || cat "$work/rm" >&2
  rm -rf "$work"
}
trap tidy EXIT

in_it() { podman exec "$name" "$@"; }
is_running() { [[ $(podman inspect --format '{{.State.Running}}' "$name") == true ]]; }
is_well() { podman healthcheck run "$name" >"$work/health" 2>&1; }

# ask PATH [FIELD…]: prints the status of the answer
ask() {
  local path=$1 fields=() field
  shift
  for field in "$@"; do fields+=(-H "$field"); done
  in_it curl -s -o /tmp/answer -w '%{http_code}' "${fields[@]}" "http://127.0.0.1:8484$path"
}

say "building $image"
buildah build --format docker ${HERALD_BASE_IMAGE:+--pull=false --build-arg "BUILD_FROM=$HERALD_BASE_IMAGE"} \
  --tag "$image" "$folder" >"$work/build" 2>&1 || { cat "$work/build" >&2; fail "the image cannot be built"; }

mkdir -p "$work/data" "$work/config"
cat >"$work/data/options.json" <<'JSON'
{"printers": [{"name": "voron", "type": "moonraker", "url": "http://127.0.0.1:7125"},
              {"name": "mk3", "type": "octoprint", "url": "http://127.0.0.1:5000", "api_key": "k€y \"1\" $HOME"}],
 "mqtt": true}
JSON
cat >"$work/curl" <<'SH'
#!/bin/sh
case "$*" in
  *http://supervisor/services/mqtt*)
    [ "$SUPERVISOR_TOKEN" = t0ken ] || exit 22
    echo '{"result": "ok", "data": {"host": "core-mosquitto", "port": 1883, "ssl": false,'
    echo '  "username": "addons", "password": "p 1"}}' ;;
  *) exec /usr/bin/curl "$@" ;;
esac
SH
chmod 755 "$work/curl"

say "starting it"
podman run --detach --pull never --name "$name" --network none --volume "$work/data:/data" \
  --volume "$work/config:/config" --volume "$work/curl:/usr/local/bin/curl:ro" --env SUPERVISOR_TOKEN=t0ken \
  --env HERALD_console__ingress=127.0.0.1 "$image" >"$work/id"
left=60
until is_well; do
  is_running || fail "Herald has ended"
  ((left--)) || fail "the health check does not succeed within 30 s"
  sleep 0.5
done

say "asking as the Supervisor, and as somebody else"
in_it heraldctl status --json --config /config/herald.properties >"$work/status" || true
for one in voron mk3 homeassistant; do grep -q "\"$one\"" "$work/status" || fail "Herald has no $one"; done
through=("Host: home.example" "X-Ingress-Path: /api/hassio_ingress/aBc")
[[ $(ask / "${through[@]}") == 200 ]] || fail "Home Assistant does not get the page"
in_it grep -q '<title>Herald</title>' /tmp/answer || fail "the page is not the console"
[[ $(ask /api/v1/overview "${through[@]}") == 200 ]] || fail "a browser that is logged in to Home Assistant has to log in"
[[ $(ask /api/v1/overview) == 401 ]] || fail "somebody else gets in without a login"
[[ $(in_it cat /proc/1/comm) == heraldd ]] || fail "the container's first process is not Herald, so a stop does not reach it"
[[ $(in_it sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' /proc/1/status) == 8484 ]] || fail "Herald does not run as herald"
[[ $(in_it sed -n 's/^CapBnd:\t//p' /proc/1/status) =~ ^0+$ ]] || fail "Herald could get capabilities"
# Nobody in the container may read it.
environment=$(tr '\0' '\n' <"/proc/$(podman inspect --format '{{.State.Pid}}' "$name")/environ")
[[ $environment == *PATH=* ]] || fail "this user cannot read Herald's environment: run the test as root"
[[ $environment != *TOKEN=* ]] || fail "Herald has the Supervisor's token"
podman logs "$name" 2>&1 | grep -qF 'k€y' && fail "the log has the printer's key"

say "ending it"
podman stop --time 30 "$name" >"$work/stop" 2>&1
code=$(podman inspect --format '{{.State.ExitCode}}' "$name")
[[ $code == 0 ]] || fail "after SIGTERM the exit code is $code, not 0"
say "the add-on is good"
