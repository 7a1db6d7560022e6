#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# try_container.sh IMAGE: starts the image with podman as people do, lets it print and deliver, ends it, and looks
# whether it keeps its data and minds its rights. Says in one sentence what is wrong. The container has no network but
# its own.
# A machine that cannot run containers as podman would like says how in CONTAINERS_CONF.
set -euo pipefail

image=${1:?usage: try_container.sh IMAGE}
name=herald-try-$$
volume=$name-data
work=$(mktemp -d)

say() { printf '▸ %s\n' "$*" >&2; }
fail() {
  printf 'try_container.sh: %s\n' "$*" >&2
  podman logs --tail 20 "$name" >&2 || true
  exit 1
}
tidy() {
  podman rm --force --time 1 "$name" >"$work/rm" 2>&1 || cat "$work/rm" >&2
  podman volume rm --force "$volume" >"$work/rm" 2>&1 || cat "$work/rm" >&2
  rm -rf "$work"
}
trap tidy EXIT

is_running() { [[ $(podman inspect --format '{{.State.Running}}' "$name") == true ]]; }
in_it() { podman exec "$name" "$@"; }

# until_true WHAT COMMAND…: asks twice a second, for 30 s at most
until_true() {
  local what=$1 left=60
  shift
  until "$@"; do
    is_running || fail "Herald has ended"
    ((left--)) || fail "$what within 30 s"
    sleep 0.5
  done
}

is_well() { podman healthcheck run "$name" >"$work/health" 2>&1; }
has_received() { in_it grep -q "\"$1\"" /data/received 2>"$work/grep"; }
waits() { in_it heraldctl queue show hook 2>"$work/queue" | grep -q "$1"; }

# run_it DURATION: a virtual print of that length, and a webhook to a port where at first nobody listens
run_it() {
  podman run --detach --pull never --name "$name" --network none --read-only --cap-drop all \
    --security-opt no-new-privileges --tmpfs /tmp --volume "$volume:/data" \
    --env HERALD_source__demo__type=demo --env "HERALD_source__demo__duration=$1" \
    --env HERALD_sink__hook__type=webhook --env HERALD_sink__hook__url=http://127.0.0.1:8642 \
    --env 'HERALD_sink__hook__data={"event":"@eventType"}' --env HERALD_sink__hook__events=PrintDone \
    --env HERALD_sink__hook__retry__most=1s \
    "$image" >"$work/id"
  until_true "the health check does not succeed" is_well
}

# ends: a stop by SIGTERM, as podman, docker and compose do it
ends() {
  podman stop --time 30 "$name" >"$work/stop" 2>&1
  local code
  code=$(podman inspect --format '{{.State.ExitCode}}' "$name")
  [[ $code == 0 ]] || fail "after SIGTERM the exit code is $code, not 0"
}

say "the rights of $image"
of_image() { podman image inspect --format "{{$1}}" "$image"; }
[[ $(of_image .Config.User) == herald ]] || fail "the image runs as $(of_image .Config.User), not as herald"
[[ $(of_image .Config.StopSignal) == SIGTERM ]] || fail "the image's stop signal is $(of_image .Config.StopSignal)"
volumes=$(podman image inspect --format '{{range $path, $_ := .Config.Volumes}}{{$path}} {{end}}' "$image")
[[ $volumes == "/data /etc/herald " ]] || fail "the volumes are not /data and /etc/herald, but $volumes"
unsafe=$(podman run --rm --pull never --network none --entrypoint find "$image" \
  /usr/bin/heraldd /usr/bin/heraldctl /usr/lib/herald -not -type l -perm /6022)
[[ -z $unsafe ]] || fail "others could change these files, or they are setuid: $unsafe"

say "a print that nobody hears, and a stop"
run_it 2s
[[ $(in_it id -un) == herald && $(in_it id -u) == 8484 ]] || fail "it runs as $(in_it id)"
[[ $(in_it stat -c '%U %a' /data) == "herald 700" ]] || fail "/data is not herald's alone: $(in_it stat -c '%U %a' /data)"
in_it heraldctl check >"$work/check" 2>&1 || fail "heraldctl check finds: $(cat "$work/check")"
until_true "the end of the print does not wait for its receiver" waits PrintDone
ends

say "the same data, and a receiver"
podman rm "$name" >"$work/rm"
run_it 1h
podman exec --detach "$name" sh -c 'exec heraldctl listen 8642 >/data/received' >"$work/exec"
until_true "what waited before the stop is not delivered after it" has_received PrintDone
in_it heraldctl console >"$work/link" || fail "heraldctl console prints no link"
ends

say "an error of the configuration"
podman rm "$name" >"$work/rm"
code=0
podman run --rm --pull never --network none --env HERALD_sink__hook__type=nonesuch "$image" >"$work/out" 2>&1 || code=$?
[[ $code == 78 ]] || fail "a wrong type ends with $code, not 78: $(cat "$work/out")"
grep -q HERALD_sink__hook__type "$work/out" || fail "the error does not name the variable: $(cat "$work/out")"
say "the image is good"
