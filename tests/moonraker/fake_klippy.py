#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fake_klippy.py SOCKET PIPE GCODES [FAULT]: a Klipper for tests, as far as Moonraker sees one.

It speaks Klipper's API on a Unix socket: JSON objects, each ended by the byte 0x03. It makes both files, and prints
"listening". It does what Moonraker asks for: it starts, pauses, resumes and cancels a print of a file in GCODES, and it
stops in an emergency. It does not print by itself. Lines in the named pipe say how the print goes on:
  {"print_stats": {"total_duration": 5}}   changes of the status; Moonraker gets them as one difference
  // action:prompt_show                    any other line is a line on Klipper's console
A kill of this program is a kill of Klipper: the next one starts in standby. With FAULT, such as an error in printer.cfg,
it cannot start.
"""
import asyncio
import json
import os
import re
import sys

NO_PRINT = {"state": "standby", "filename": "", "message": "", "print_duration": 0.0, "total_duration": 0.0,
            "filament_used": 0.0, "info": {"total_layer": None, "current_layer": None}}
NO_FILE = {"progress": 0.0, "file_position": 0, "file_size": 0, "is_active": False, "file_path": None}
OBJECTS = {
    "webhooks": {"state": "ready", "state_message": "Printer is ready"},
    "print_stats": dict(NO_PRINT),
    "virtual_sdcard": dict(NO_FILE),
    "display_status": {"progress": 0.0, "message": None},
    "pause_resume": {"is_paused": False},
    "toolhead": {"position": [0.0, 0.0, 0.0, 0.0]},
    "extruder": {"temperature": 20.0, "target": 0.0},
    "extruder1": {"temperature": 21.0, "target": 0.0},
    "heater_bed": {"temperature": 20.0, "target": 0.0},
    "filament_switch_sensor fs": {"filament_detected": True, "enabled": True},
    "idle_timeout": {"state": "Idle", "printing_time": 0.0},
    "configfile": {"config": {}, "settings": {}},
}
ENDPOINTS = ["info", "emergency_stop", "objects/list", "objects/query", "objects/subscribe", "gcode/script",
             "gcode/subscribe_output", "register_remote_method", "list_endpoints", "pause_resume/pause",
             "pause_resume/resume", "pause_resume/cancel"]
SHUTDOWN = """Shutdown due to webhooks request
Once the underlying issue is corrected, use the
"FIRMWARE_RESTART" command to reset the firmware, reload the
config, and restart the host software.
Printer is shutdown
"""


class Klippy:
    def __init__(self, gcodes):
        self.gcodes = gcodes
        self.writers = {}  # the objects that each client has subscribed to, by writer

    def picked(self, wanted, status):
        result = {}
        for name, fields in wanted.items():
            values = status.get(name)
            if values is not None:
                result[name] = {k: v for k, v in values.items() if fields is None or k in fields}
        return {name: values for name, values in result.items() if values}

    def answer(self, writer, method, params):
        if method == "info":
            hooks = OBJECTS["webhooks"]
            return {"state": hooks["state"], "state_message": hooks["state_message"], "hostname": "fake",
                    "software_version": "v0.13.0-fake", "cpu_info": "fake", "klipper_path": "/klipper",
                    "python_path": sys.executable, "log_file": "/klippy.log", "config_file": "/printer.cfg",
                    "process_id": os.getpid(), "user_id": os.getuid(), "group_id": os.getgid()}
        if method == "list_endpoints":
            return {"endpoints": ENDPOINTS}
        if method == "objects/list":
            return {"objects": list(OBJECTS)}
        if method in ("objects/query", "objects/subscribe"):
            if method == "objects/subscribe":
                self.writers[writer] = params["objects"]
            return {"eventtime": 1.0, "status": self.picked(params["objects"], OBJECTS)}
        self.act(method, params.get("script", ""))
        return {}

    def act(self, method, script):
        """What the extras virtual_sdcard, print_stats and pause_resume do, and webhooks."""
        file = re.match(r'SDCARD_PRINT_FILE FILENAME="(.*)"', script)
        if file:
            path = os.path.join(self.gcodes, file[1])
            self.change({"print_stats": dict(NO_PRINT, filename=file[1]),
                         "virtual_sdcard": dict(NO_FILE, file_size=os.path.getsize(path), file_path=path)})
            self.change({"print_stats": {"state": "printing", "total_duration": 0.3},
                         "virtual_sdcard": {"is_active": True}})
        elif script == "SDCARD_RESET_FILE":
            self.change({"print_stats": dict(NO_PRINT), "virtual_sdcard": dict(NO_FILE)})
        elif method == "pause_resume/pause" or script == "PAUSE":
            self.change({"print_stats": {"state": "paused"}, "pause_resume": {"is_paused": True},
                         "virtual_sdcard": {"is_active": False}})
        elif method == "pause_resume/resume" or script == "RESUME":
            self.change({"print_stats": {"state": "printing"}, "pause_resume": {"is_paused": False},
                         "virtual_sdcard": {"is_active": True}})
        elif method == "pause_resume/cancel" or script == "CANCEL_PRINT":
            self.change({"print_stats": {"state": "cancelled"}, "pause_resume": {"is_paused": False},
                         "virtual_sdcard": dict(NO_FILE)})
        elif method == "emergency_stop":
            paused = {"print_stats": {"state": "paused"}} if OBJECTS["print_stats"]["state"] == "printing" else {}
            self.change({"webhooks": {"state": "shutdown", "state_message": SHUTDOWN}, **paused})

    async def serve(self, reader, writer):
        self.writers.setdefault(writer, {})
        try:
            while True:
                message = json.loads((await reader.readuntil(b"\x03"))[:-1])
                result = self.answer(writer, message["method"], message.get("params", {}))
                if "id" in message:
                    self.send(writer, {"id": message["id"], "result": result})
        except (asyncio.IncompleteReadError, ConnectionError):
            self.writers.pop(writer, None)

    @staticmethod
    def send(writer, message):
        writer.write(json.dumps(message).encode() + b"\x03")

    def change(self, status):
        """Clients get only what is another value than before."""
        news = {}
        for name, values in status.items():
            known = OBJECTS.setdefault(name, {})
            news[name] = {key: value for key, value in values.items() if known.get(key, self) != value}
            known.update(values)
        for writer, wanted in self.writers.items():
            difference = self.picked(wanted, news)
            if difference:
                self.send(writer, {"method": "process_status_update", "params": {"eventtime": 2.0, "status": difference}})

    def say(self, line):
        for writer in self.writers:
            self.send(writer, {"method": "process_gcode_response", "params": {"response": line}})


async def main(path, pipe, gcodes, fault=""):
    for old in (path, pipe):
        if os.path.exists(old):
            os.unlink(old)
    klippy = Klippy(gcodes)
    if fault:
        OBJECTS["webhooks"].update(state="error", state_message=fault)
    os.mkfifo(pipe)
    both_ends = os.fdopen(os.open(pipe, os.O_RDWR | os.O_NONBLOCK), "rb")  # so it never ends
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), both_ends)
    await asyncio.start_unix_server(klippy.serve, path)
    print("listening", flush=True)
    while line := (await lines.readline()).decode():
        line = line.rstrip("\n")
        if line.startswith("{"):
            klippy.change(json.loads(line))
        elif line:
            klippy.say(line)


asyncio.run(main(*sys.argv[1:]))
