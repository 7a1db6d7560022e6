#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves the console's pages with a made-up API, to look at them without a daemon.

    mock_api.py [--port 8099] [--printers 1] [--rows 3000] [--path /herald] [--logged-out] [--pages FOLDER]

The password is "herald". Names and answers contain markup on purpose, and characters that hide or reorder others: the pages
must show both as text.
"""
import argparse
import datetime
import json
import pathlib
import random
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

PAGES = pathlib.Path(__file__).resolve().parents[2] / "core/console/pages"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
         ".svg": "image/svg+xml"}
CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
       "form-action 'none'; frame-ancestors 'none'")
MARKUP = "<img src=x onerror=alert(1)>"
HIDDEN = "\u202e\u2066\u200b\ufeff\u0085\u2028\u001b"
EVENTS = ["PrintStarted", "PrintDone", "PrintFailed", "PrintPaused", "Error", "PrintProgress"]
OUTCOMES = ["delivered"] * 12 + ["retry", "hold", "rejected", "dead", "waiting"]
SINKS = ["slack", "ntfy", "farm-log"]


def at(seconds_ago=0.0):
    now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds_ago)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Farm:
    """The made-up state: printers, sinks, deliveries, hooks, dead letters."""

    def __init__(self, printers, rows):
        self.chance = random.Random(7)
        self.lock = threading.Lock()
        self.printers = [self.printer(i) for i in range(printers)]
        for one in self.printers[6:7]:
            one.update(name=one["name"] + HIDDEN, file=one["file"] + HIDDEN, tags=[*one["tags"], f"shelf{HIDDEN}"])
        self.sinks = [self.sink("slack", "on hold", "HTTP 404: not found", waiting=12, oldestSeconds=840,
                                nextAttemptSeconds=42, successRate=0.81, p50Seconds=0.2, p99Seconds=2.4),
                      self.sink("ntfy", "healthy"), self.sink("farm-log", "healthy", successRate=1)]
        self.deliveries = [self.delivery(n, (rows - n) * 11.0) for n in range(rows)]
        self.hooks = self.first_hooks()
        self.saves = [{"id": "7", "time": at(300), "what": "change ntfy", "undone": False}]
        self.dead = [self.dead_letter(n) for n in range(344)]
        self.jobs = []
        self.log = {"name": "orders", "custody": {"held": 3, "settled": 120, "givenBack": 2, "movedToOutbox": 0},
                    "counters": {"records": 1230, "redelivered": 0},
                    "measures": {"partition_lag": {"sum": 17, "most": 12, "of": f"{MARKUP}/1"},
                                 "partitions": {"sum": 2, "most": None, "of": ""}}}
        self.setups = [self.log_setup()] + [self.setup(printer) for printer in self.printers]
        self.connects = {}

    @staticmethod
    def setup(printer):
        return {"name": printer["source"], "device": printer["name"], "type": "octoprint", "title": "OctoPrint 1.11.8",
                "url": "http://octopi.local", "tags": printer["tags"], "enabled": True, "state": printer["sourceState"],
                "problem": printer["problem"], "owner": "file" if printer["source"] == "octo2" else "console",
                "file": "conf.d/console.properties", "line": 8, "revision": "r1", "custody": None, "counters": {},
                "measures": {}}

    def log_setup(self):
        """A source that reads from a log: it has no address, and events in custody."""
        source = {"source": "orders", "name": "orders", "tags": [], "sourceState": "running", "problem": ""}
        return {**self.setup(source), "type": "kafka", "title": "", "url": "", "owner": "file",
                "file": "/etc/herald/herald.properties", "line": 21, **self.log}

    def printer(self, i):
        states = ["printing", "operational", "printing", "offline"]
        state = states[i % 4]
        name = "mk3" if i == 0 else MARKUP if i == 5 else f"printer-{i:03}"
        printing = state == "printing"
        return {"name": name, "source": f"octo{i}", "sourceState": "running", "state": state, "printing": printing,
                "file": ["benchy_0.2mm_PLA.gcode", f"{MARKUP}.gcode", "bracket left v12 final.gcode"][i % 3] if printing else "",
                "percent": i * 37 % 100 if printing else None, "secondsLeft": 300 + i * 97 if printing else None,
                "lastEvent": "PrintProgress" if printing else "PrintDone", "lastEventTime": at(20 + i * 60),
                "tags": [f"room{i % 3}"] + (["pla"] if i % 2 else []), "picture": "icon.svg" if i < 2 else None,
                "problem": "OctoPrint does not answer at http://octopi.local" if state == "offline" and i % 8 == 3 else ""}

    @staticmethod
    def sink(name, state, reason="", **more):
        return {"name": name, "type": "webhook", "state": state, "reason": reason, "since": at(840), "waiting": 0,
                "oldestSeconds": 0, "inFlight": 0, "deadLetters": 0, "delivered": 4211, "failed": 12, "successRate": 0.997,
                "p50Seconds": 0.08, "p99Seconds": 0.6, "nextAttemptSeconds": None, "paused": False, **more}

    def delivery(self, n, age):
        outcome = self.chance.choice(OUTCOMES)
        status = {"delivered": 200, "retry": 503, "hold": 404, "rejected": 400, "dead": 400}.get(outcome)
        return {"id": str(n), "sequence": n, "sink": self.chance.choice(SINKS),
                "device": self.chance.choice(self.printers)["name"], "type": self.chance.choice(EVENTS), "eventId": f"0192-{n}",
                "time": at(age), "outcome": outcome, "status": status, "attemptCount": 1 if status else 0,
                "durationSeconds": round(self.chance.random() / 2, 3) if status else None,
                "address": "https://hooks.example.com/services/••••••"}

    @staticmethod
    def request(body):
        return {"method": "POST", "url": "https://hooks.example.com/services/••••••", "cut": False, "body": json.dumps(body),
                "headers": [["Content-Type", "application/json"], ["webhook-id", "0192-7"], ["Authorization", "••••••"]]}

    def whole(self, delivery):
        request = self.request({"text": f"{delivery['device']}: {delivery['type']}"})
        response = {"status": delivery["status"], "headers": [], "cut": False,
                    "body": "ok" if delivery["outcome"] == "delivered" else f"<h1>no</h1>{MARKUP}"}
        attempts = [{"number": 1, "time": delivery["time"], "outcome": "retry", "status": 503, "reason": "HTTP 503: busy",
                     "durationSeconds": 0.41, "nextTry": None, "request": request,
                     "response": {**response, "status": 503, "body": "busy"}}]
        if delivery["status"]:
            bad = delivery["outcome"] != "delivered"
            attempts.append({**attempts[0], "number": 2, "outcome": delivery["outcome"], "status": delivery["status"],
                             "reason": f"HTTP {delivery['status']}" if bad else "", "response": response,
                             "nextTry": at(-60) if delivery["outcome"] in ("retry", "hold") else None})
        event = {"id": delivery["eventId"], "type": delivery["type"], "device": delivery["device"], "time": delivery["time"],
                 "payload": {"name": f"{MARKUP}.gcode", "time": 712.3}, "context": {"job": {"file": {"name": "x.gcode"}}}}
        return {**delivery, "attempts": attempts, "event": event}

    def dead_letter(self, n):
        first = n < 330
        return {**self.delivery(n, 4000 - n * 20), "outcome": "dead", "sink": "slack" if first else "ntfy",
                "reason": "HTTP 400: invalid_payload" if first else "older than 24 h", "status": 400 if first else 0,
                "answer": f"invalid_payload {MARKUP}" if first else "", "ended": at(3000 - n * 20)}

    def groups(self):
        groups = {}
        for d in self.dead:
            group = groups.setdefault((d["sink"], d["reason"]), {"sink": d["sink"], "reason": d["reason"], "count": 0,
                                                                 "oldest": d["time"], "newest": d["time"]})
            group["count"] += 1
            group["newest"] = d["time"]
        return list(groups.values())

    @staticmethod
    def first_hooks():
        def hook(name, state, **more):
            return {"name": name, "type": "webhook", "preset": name, "enabled": True, "events": ["PrintDone", "PrintFailed"],
                    "state": state, "address": "https://hooks.example.com/services/••••••", "owner": "console",
                    "file": "conf.d/console.properties", "line": 3, "title": name.capitalize(), "revision": "r1",
                    "values": {"type": "webhook", "preset": name, "url": {"stored": True},
                               "events": ["PrintDone", "PrintFailed"],
                               "message.PrintDone": "@deviceIdentifier is ready: @job.file.name"}, **more}
        return [hook("slack", "on hold"), hook("ntfy", "healthy", enabled=False),
                hook("farm-log", "healthy", owner="file", file="/etc/herald/herald.properties", line=14, preset="", events=[])]

    def problems(self):
        found = []
        if self.sinks[0]["state"] == "on hold":
            found.append({"id": "sink.slack", "severity": "error", "since": at(840), "kept": 12,
                          "text": "slack refuses the address (404). Herald keeps 12 events.",
                          "subject": {"kind": "sink", "name": "slack"}, "actions": [
                              {"do": "edit", "label": "Change the hook", "post": None},
                              {"do": "retry", "label": "Try now", "post": "sinks/slack/retry"}]})
        if self.dead:
            found.append({"id": "dead.slack", "severity": "warning", "since": at(3000), "kept": 30,
                          "text": f"slack has 30 dead letters: {HIDDEN}.", "subject": {"kind": "sink", "name": "slack"},
                          "actions": [{"do": "dead", "label": "Look at the dead letters", "post": None}]})
        return found


def option(name, kind="text", **more):
    return {"name": name, "type": kind, "default": "", "unit": "", "required": False, "secret": False, "help": "",
            "choices": [], "common": False, **more}


WEBHOOK = {"kind": "sink", "type": "webhook", "summary": "Sends each event as an HTTP request.", "library": "webhook.so",
           "options": [
               option("url", "template", required=True, secret=True, common=True, help="The address. It may contain variables."),
               option("events", "list", common=True, help="The events that this hook sends."),
               option("message", "map of templates", common=True, help="The text for one event. @name is a variable."),
               option("data", "JSON template", common=True, help="The JSON that the hook sends. Variables stand in its strings.",
                      default='{"text": "@message"}'),
               option("method", "choice", default="POST", choices=["POST", "PUT", "GET", "PATCH", "DELETE"],
                      help="The HTTP method."),
               option("headers", "map of templates", help="One header of the request."),
               option("apiSecret", "secret", secret=True, help="Signs each request."),
               option("timeout", "duration", default="10s", help="How long Herald waits for the answer."),
               option("tls.verify", "flag", default="true", help="Whether Herald checks the certificate.")]}
FILTER = {"kind": "transform", "type": "filter", "summary": "Passes the events that match.", "library": "filter.so",
          "options": [option("where", required=True, help="The condition, for example payload.time > 600.")]}
PRESETS = [{"name": name, "title": title, "help": text, "type": "webhook", "kind": "sink", "fields": ["url"],
            "values": {"data": '{\n  "text": "@message"\n}', "method": "POST"}} for name, title, text in [
    ("slack", "Slack", "A message in a channel."), ("discord", "Discord", "A message in a channel."),
    ("ntfy", "ntfy", "A push message to a phone."), ("telegram", "Telegram", "A message in a chat."),
    ("homeassistant", "Home Assistant", "An event for automations.")]]
LIBRARIES = [
    {"file": "/usr/lib/herald/plugins/webhook.so", "version": "0.2.0", "builtFor": "6", "loaded": True, "reason": "",
     "offers": [{"kind": "sink", "type": "webhook", "summary": WEBHOOK["summary"]}], "refused": []},
    {"file": "/usr/lib/herald/plugins/filter.so", "version": "0.2.0", "builtFor": "6", "loaded": True, "reason": "",
     "offers": [{"kind": "transform", "type": "filter", "summary": FILTER["summary"]}], "refused": []},
    {"file": "/opt/herald/plugins/bambu.so", "version": "", "builtFor": "5", "loaded": False, "offers": [], "refused": [],
     "reason": "It was built for SDK 5, and this is SDK 6. Build it again."}]


def json_errors(values):
    """Errors at the fields, as the daemon finds them."""
    errors = []
    if not values.get("url"):
        errors.append({"key": "url", "line": None, "column": None, "detail": "The address is missing."})
    try:
        json.loads(values.get("data") or "{}")
    except json.JSONDecodeError as error:
        errors.append({"key": "data", "line": error.lineno, "column": error.colno, "detail": f"{error.msg}."})
    return errors


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    farm = None
    prefix = ""
    pages = PAGES
    open_session = True

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", kind="application/json", **headers):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        if status != 204:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def problem(self, status, detail, **more):
        self.answer(status, {"type": "about:blank", "title": "Problem", "status": status, "detail": detail, **more},
                    "application/problem+json")

    def do_GET(self):
        self.handle_request("GET")

    def do_POST(self):
        self.handle_request("POST")

    def do_PUT(self):
        self.handle_request("PUT")

    def do_DELETE(self):
        self.handle_request("DELETE")

    def handle_request(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}") if length else {}
        url = urlsplit(self.path)
        if not url.path.startswith(self.prefix + "/"):
            return self.problem(404, "There is nothing here.")
        path = url.path[len(self.prefix) + 1:]
        if not path.startswith("api/v1/"):
            return self.page(path or "index.html")
        if method != "GET" and self.headers.get("Herald-Change") != "1":
            return self.problem(403, "The header Herald-Change is missing.")
        parts = [unquote(p) for p in path[len("api/v1/"):].split("/")]
        if parts[0] != "session" and not Api.open_session:
            return self.problem(401, "Log in.")
        return self.resource(method, parts, dict(parse_qsl(url.query)), body)

    def page(self, path):
        file = self.pages / path
        if ".." in path or not file.is_file():
            return self.problem(404, "There is no such page.")
        return self.answer(200, file.read_bytes(), TYPES[file.suffix], Cache_Control="no-cache")

    def resource(self, method, parts, query, body):
        key = f"{method} {parts[0]}" + (f" {parts[-1]}" if len(parts) > 1 else "")
        handler = {"GET session": self.session, "POST session": self.login, "DELETE session": self.logout,
                   "GET overview": self.overview, "GET history": self.history, "GET deliveries": self.deliveries,
                   "GET live": self.live, "GET hooks": lambda *_: self.answer(200, {"hooks": self.farm.hooks}),
                   "GET presets": lambda *_: self.answer(200, {"presets": PRESETS}), "GET types": self.types,
                   "GET saves": lambda *_: self.answer(200, {"saves": self.farm.saves}), "GET dead": self.dead_letters,
                   "GET plugins": lambda *_: self.answer(200, {"libraries": LIBRARIES}), "GET events recent": self.events,
                   "POST hooks preview": self.preview, "POST hooks send-test": self.send_test, "POST hooks diff": self.diff,
                   "POST dead replay": self.job, "POST dead purge": self.job}.get(key)
        if handler:
            return handler(parts, query, body)
        if parts[0] == "printers":
            return self.printers(method, parts[1:], body)
        if parts[0] == "jobs":
            return self.answer(200, self.farm.jobs[-1])
        if parts[0] == "saves" and method == "POST":
            for save in self.farm.saves:
                save["undone"] = save["undone"] or save["id"] == parts[1]
            return self.answer(200, {"reload": {"applied": True, "detail": "", "warnings": []}})
        if method == "GET" and parts[0] == "deliveries":
            found = [d for d in self.farm.deliveries if d["id"] == parts[1]]
            return self.answer(200, self.farm.whole(found[0])) if found else self.problem(404, "There is no such delivery.")
        if method == "GET" and parts[0] == "hooks":
            found = [h for h in self.farm.hooks if h["name"] == parts[1]]
            return self.answer(200, found[0]) if found else self.problem(404, f"There is no hook {parts[1]}.")
        if method == "PUT" and parts[0] == "hooks":
            return self.save(parts[1], body)
        if method == "POST" and parts[0] == "sinks" and parts[2] == "retry":
            self.farm.sinks[0].update(state="healthy", reason="", waiting=0, nextAttemptSeconds=None)
        return self.answer(204)

    def printers(self, method, parts, body):
        farm = self.farm
        if not parts:
            return self.answer(200, {"printers": farm.setups})
        if parts == ["found"]:
            return self.answer(200, {"looking": False, "found": [
                {"url": "http://mainsailos.local", "type": "moonraker", "title": f"Klipper {MARKUP}", "known": None},
                {"url": "http://octopi.local", "type": "octoprint", "title": "OctoPrint", "known": "octo0"}]})
        if parts[0] == "connect":
            return self.connect(method, parts[1:], body)
        if method == "DELETE":
            farm.setups[:] = [setup for setup in farm.setups if setup["name"] != parts[0]]
        for setup in farm.setups:
            if setup["name"] == parts[0] and method == "PUT":
                setup.update(device=body["device"], tags=body["tags"])
        return self.answer(200, {"undo": "9", "reload": {"applied": True, "detail": "", "warnings": []}})

    def connect(self, method, parts, body):
        """Goes one step on at each question: looks, waits for Allow, is done. An MQTT broker needs a password."""
        farm = self.farm
        if method == "POST" and not parts:
            if not body["url"]:
                return self.problem(422, "The address is missing.", errors=[
                    {"key": "url", "line": None, "column": None, "detail": "Type the address of the printer."}])
            farm.connects["1"] = step = {
                "id": "1", "state": "looking", "type": None, "title": "", "url": body["url"], "text": "", "link": None,
                "secondsLeft": None, "fields": [], "presets": [], "errors": [], "name": None, "undo": None, "asked": 0,
                "wanted": body}
            return self.answer(202, step)
        step = farm.connects[parts[0]]
        step["asked"] += 1
        if method == "DELETE":
            step["state"] = "ended"
            return self.answer(204)
        if method == "POST":
            step["state"] = "saving"
        elif step["url"].startswith("mqtt"):
            step.update(state="needs", type="mqtt", title="MQTT", text="The broker wants a password.", fields=[
                option("username", help="Who Herald is at the broker."),
                option("password", "secret", secret=True, help="The password of that user.")],
                presets=[{"name": "bambu", "title": "Bambu Lab", "help": ""}]) if step["state"] == "looking" else step.update(
                    state="done", name="broker")
        elif step["asked"] < 2:
            step.update(state="allow", type="octoprint", title="OctoPrint 1.11.8", secondsLeft=280,
                        text="Open OctoPrint, and click on Allow.", link="http://octopi.local")
        elif step["asked"] > 4 and step["state"] != "done":
            step.update(state="done", name=step["wanted"]["name"] or "octopi", undo="9")
            new = farm.setup({**farm.printers[0], "source": step["name"], "name": step["name"], "problem": "",
                              "tags": step["wanted"]["tags"]})
            farm.setups.append(new)
        return self.answer(200, step)

    def session(self, *_):
        if not Api.open_session:
            return self.problem(401, "Log in.")
        return self.answer(200, {"user": "local", "version": "0.2.0", "via": "password"})

    def login(self, parts, query, body):
        if body.get("password") != "herald" and body.get("link") != "once":
            return self.problem(401, "The password is wrong.")
        Api.open_session = True
        return self.answer(204)

    def logout(self, *_):
        Api.open_session = False
        return self.answer(204)

    def overview(self, *_):
        farm = self.farm
        self.answer(200, {"version": "0.2.0", "config": "/etc/herald/herald.properties", "runningSeconds": 9000,
                          "accepted": 4211, "problems": farm.problems(), "printers": farm.printers, "sinks": farm.sinks})

    def history(self, *_):
        chance, now = random.Random(3), int(time.time()) // 300 * 300
        events = [chance.randint(2, 30) for _ in range(288)]
        self.answer(200, {"stepSeconds": 300, "times": [now - 300 * (287 - i) for i in range(288)], "events": events,
                          "delivered": [e * 2 - chance.randint(0, 2) for e in events],
                          "failed": [chance.choice([0, 0, 0, 0, 3]) for _ in events]})

    def deliveries(self, parts, query, body):
        names = {"device", "sink", "type", "outcome"}
        with self.farm.lock:
            found = [d for d in reversed(self.farm.deliveries)
                     if all(d[k] == v for k, v in query.items() if k in names)
                     and (not query.get("after") or d["sequence"] < int(query["after"]))]
        page = found[:int(query.get("limit", 100))]
        self.answer(200, {"deliveries": page, "next": page[-1]["id"] if len(found) > len(page) else None})

    def types(self, parts, query, body):
        self.answer(200, {"types": [t for t in (WEBHOOK, FILTER) if query.get("kind", t["kind"]) == t["kind"]]})

    def dead_letters(self, parts, query, body):
        match = [d for d in self.farm.dead if all(d[k] == query[k] for k in ("sink", "reason") if k in query)
                 and d["sequence"] >= int(query.get("after", 0))]
        page = match[:int(query.get("limit", 100))]
        groups = [g for g in self.farm.groups() if all(g[k] == query[k] for k in ("sink", "reason") if k in query)]
        self.answer(200, {"deadLetters": page, "groups": groups,
                          "next": str(match[len(page)]["sequence"]) if len(match) > len(page) else None})

    def events(self, *_):
        recent = [{"id": d["eventId"], "type": d["type"], "device": d["device"], "time": d["time"], "example": False}
                  for d in self.farm.deliveries[-5:]]
        self.answer(200, {"events": recent + [{"id": "", "type": t, "device": "mk3", "time": at(), "example": True}
                                              for t in EVENTS]})

    def preview(self, parts, query, body):
        values, kind = body["values"], (body.get("event") or {}).get("type", "PrintDone")
        errors = json_errors(values)
        text = values.get(f"message.{kind}", "mk3 is ready").replace("@deviceIdentifier", "mk3")
        exchanges = [] if errors else [{"request": Farm.request({"text": text})}]
        self.answer(200, {"errors": errors, "warnings": [], "exchanges": exchanges, "preview": "", "wouldSend": True,
                          "why": ""})

    def send_test(self, parts, query, body):
        errors = json_errors(body["values"])
        if errors:
            return self.problem(422, "The hook has errors.", errors=errors)
        bad = body["name"] == "slack"
        response = {"status": 404 if bad else 200, "headers": [], "cut": False,
                    "body": f"no_service {MARKUP}\n{HIDDEN}" if bad else "ok"}
        return self.answer(200, {"outcome": "hold" if bad else "delivered", "reason": "HTTP 404: no_service" if bad else "",
                                 "advice": "Copy the address from Slack again: it no longer exists." if bad else "",
                                 "exchanges": [{"request": Farm.request({"text": "mk3 is ready"}), "response": response,
                                                "durationSeconds": 0.18}]})

    def diff(self, parts, query, body):
        name = body["name"]
        self.answer(200, {"file": "conf.d/console.properties", "errors": json_errors(body["values"]), "diff": "\n".join(
            [f" sink.{name}.type = webhook", f"-sink.{name}.timeout = 10s"]
            + [f"+sink.{name}.{k} = {v}" for k, v in body["values"].items() if isinstance(v, str)])})

    def save(self, name, body):
        errors = json_errors(body["values"])
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            errors.append({"key": "name", "line": None, "column": None, "detail": "Use letters, digits, - and _."})
        if errors:
            return self.problem(422, "The hook has errors.", errors=errors)
        hooks = self.farm.hooks
        old = next((h for h in hooks if h["name"] == body["original"]), hooks[0])
        hooks[:] = [h for h in hooks if h["name"] not in (name, body["original"])] + [
            {**old, "name": name, "owner": "console", "values": body["values"], "title": name}]
        self.farm.saves.insert(0, {"id": "8", "time": at(), "what": f"save {name}", "undone": False})
        return self.answer(200, {"saved": True, "undo": "8", "reload": {"applied": True, "detail": "", "warnings": [
            "sink.slack: no printer sends the event PrintHappy."]}})

    def job(self, parts, query, body):
        total = 30
        self.farm.jobs.append({"job": "1", "done": 0, "total": total, "failed": 0, "ended": False})
        threading.Thread(target=self.run_job, args=(total, body["select"]), daemon=True).start()
        self.answer(202, {"job": "1", "total": total})

    def run_job(self, total, select):
        for done in range(5, total + 1, 5):
            time.sleep(0.3)
            self.farm.jobs.append({"job": "1", "done": done, "total": total, "failed": 0, "ended": done == total})
        self.farm.dead = [d for d in self.farm.dead if d["reason"] != select.get("reason")]

    def live(self, parts, query, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        only, seen = query.get("only", "delivery,overview,job").split(","), len(self.farm.jobs)
        try:
            while Api.open_session:
                for name, data in self.news(only, seen):
                    self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
                self.wfile.write(b": alive\n\n")
                self.wfile.flush()
                seen = len(self.farm.jobs)
                time.sleep(0.5)
            self.wfile.write(b"event: logout\ndata: {}\n\n")
        except OSError:
            pass
        self.close_connection = True

    def news(self, only, seen):
        farm = self.farm
        if "job" in only:
            yield from (("job", job) for job in farm.jobs[seen:])
        if "overview" in only:
            printer = farm.printers[0]
            printer["percent"] = ((printer["percent"] or 0) + 1) % 100
            farm.log["custody"]["settled"] += 1
            yield "overview", {"printers": [printer], "sinks": farm.sinks, "sources": [farm.log],
                               "problems": farm.problems()}
        if "delivery" in only:
            with farm.lock:
                farm.deliveries.append(farm.delivery(len(farm.deliveries), 0))
                yield "delivery", farm.deliveries[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--printers", type=int, default=1)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--path", default="")
    parser.add_argument("--logged-out", action="store_true")
    parser.add_argument("--pages", type=pathlib.Path, default=PAGES)
    wanted = parser.parse_args()
    Api.farm, Api.prefix, Api.pages = Farm(wanted.printers, wanted.rows), wanted.path, wanted.pages
    Api.open_session = not wanted.logged_out
    server = ThreadingHTTPServer(("127.0.0.1", wanted.port), Api)
    print(f"http://127.0.0.1:{server.server_port}{wanted.path}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
