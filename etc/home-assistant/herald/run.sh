#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The start of the add-on: makes variables of the configuration from its options, and becomes heraldd, as the user herald.
set -euo pipefail

options=/data/options.json
config=/config/herald.properties

say() { printf 'herald: %s\n' "$*" >&2; }

# set_key KEY VALUE, for a key of letters, digits and dots
set_key() { export "HERALD_${1//./__}=$2"; }

make_files() {
  install -d -o herald -g herald -m 700 "${HERALD_herald__dataDir:?}"
  [[ -e $config ]] && return
  cat >"$config" <<'TXT'
# More of Herald's configuration, besides the options of the add-on and what you save in the console. After a change,
# restart the add-on.
TXT
}

add_printers() {
  local name type url key
  while IFS=$'\x1f' read -r name type url key; do
    set_key "source.$name.type" "$type"
    set_key "source.$name.url" "$url"
    [[ -z $key ]] || set_key "source.$name.apiKey" "$key"
  done < <(jq -r '.printers[]? | [.name, .type, .url, .api_key // ""] | join("\u001f")' "$options")
}

# The printers become devices of Home Assistant. The Supervisor knows the broker.
add_home_assistant() {
  local answer host scheme port user password
  [[ $(jq -r .mqtt "$options") == true ]] || return 0
  if ! answer=$(curl -fsS --max-time 20 -H "Authorization: Bearer $SUPERVISOR_TOKEN" http://supervisor/services/mqtt); then
    say "no MQTT broker: install the add-on Mosquitto broker, or switch the option mqtt off"
    return
  fi
  IFS=$'\x1f' read -r host port scheme user password < <(jq -r '.data |
    [.host, .port, if .ssl then "mqtts" else "mqtt" end, .username // "", .password // ""] | map(tostring) | join("\u001f")' \
    <<<"$answer")
  set_key sink.homeassistant.type mqtt
  set_key sink.homeassistant.url "$scheme://$host:$port"
  set_key sink.homeassistant.homeassistant true
  set_key sink.homeassistant.events '*'
  [[ -z $user ]] || set_key sink.homeassistant.user "$user"
  [[ -z $password ]] || set_key sink.homeassistant.password "$password"
}

# groups: those of the user, and those that may open a serial line. The host gives them other numbers than Debian.
groups() {
  local devices
  shopt -s nullglob
  devices=(/dev/ttyUSB* /dev/ttyACM* /dev/ttyAMA*)
  { id -G herald | tr ' ' '\n'; ((!${#devices[@]})) || stat -c %g "${devices[@]}"; } | sort -u | paste -sd,
}

make_files
add_printers
add_home_assistant
unset SUPERVISOR_TOKEN HASSIO_TOKEN
exec setpriv --reuid herald --regid herald --groups "$(groups)" --no-new-privs --inh-caps=-all --bounding-set=-all \
  heraldd --config "$config"
