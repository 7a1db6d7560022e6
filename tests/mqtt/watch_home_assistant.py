# SPDX-License-Identifier: Apache-2.0
"""watch_home_assistant.py FOLDER PORT USER PASSWORD WEB_PORT: runs Home Assistant with the broker at PORT of the loopback.
Prints a line for each state: `ENTITY STATE JSON`, where JSON has a part of its attributes; STATE is `gone` for a removed
entity. After each event it prints how many triggers its device has: `triggers N`. Home Assistant keeps its files in
FOLDER. Nobody looks at its pages, so they are left out.
"""
import asyncio
import json
import pathlib
import sys

from homeassistant import bootstrap, runner
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import callback

bootstrap.DEFAULT_INTEGRATIONS = set()
bootstrap.CRITICAL_INTEGRATIONS = set()

CONFIGURATION = """homeassistant:
  name: Test
http:
  server_host: 127.0.0.1
  server_port: %d
mqtt:
"""
TIME = "2026-01-01T00:00:00+00:00"


def write_files(folder, port, user, password, web_port):
    entry = {
        "created_at": TIME,
        "data": {"broker": "127.0.0.1", "port": port, "username": user, "password": password, "discovery": True,
                 "discovery_prefix": "homeassistant"},
        "disabled_by": None, "discovery_keys": {}, "domain": "mqtt", "entry_id": "mqtt", "minor_version": 1,
        "modified_at": TIME, "options": {}, "pref_disable_new_entities": False, "pref_disable_polling": False,
        "source": "user", "subentries": [], "title": "broker", "unique_id": None, "version": 1,
    }
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION % web_port)
    (storage / "core.config_entries").write_text(json.dumps(
        {"version": 1, "minor_version": 5, "key": "core.config_entries", "data": {"entries": [entry]}}))


def say(*words):
    # In one piece: Home Assistant's log comes into the same pipe.
    print(" ".join(map(str, words)) + "\n", end="", flush=True)


async def count_triggers(hass, entity):
    from homeassistant.components.mqtt import device_trigger
    from homeassistant.helpers import entity_registry

    device = entity_registry.async_get(hass).async_get(entity).device_id
    say("triggers", len(await device_trigger.async_get_triggers(hass, device)))


async def main():
    folder, port, user, password = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    write_files(folder, port, user, password, int(sys.argv[5]))
    hass = await bootstrap.async_setup_hass(
        runner.RuntimeConfig(config_dir=str(folder), skip_pip=True, log_no_color=True))

    @callback
    def changed(event):
        entity, state = event.data["entity_id"], event.data["new_state"]
        if state is None:
            return say(entity, "gone")
        wanted = ("event_type", "device_class", "friendly_name", "unit_of_measurement", "name")
        say(entity, state.state, json.dumps({name: str(state.attributes[name]) for name in wanted
                                             if name in state.attributes}))
        if entity.startswith("event.") and "event_type" in state.attributes:
            hass.async_create_task(count_triggers(hass, entity))

    hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    await hass.async_start()
    say("started with mqtt", hass.config_entries.async_entries("mqtt")[0].state)
    await asyncio.Event().wait()


asyncio.run(main())
