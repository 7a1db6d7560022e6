# SPDX-License-Identifier: Apache-2.0
"""send.py URL: sends one CloudEvent in each mode with the CloudEvents SDK for Python, and prints the status of each answer."""

import datetime
import json
import sys
import urllib.request

from cloudevents.core.bindings.http import HTTPMessage, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent


def event(number, data, content_type="application/json"):
    return CloudEvent(
        {
            "id": f"made by the SDK {number}",
            "source": "/printers/mk4",
            "type": "PrintDone",
            "subject": 'Bänchy "3" 100% 😀.gcode',
            "time": datetime.datetime(2026, 1, 31, 8, 15, 30, tzinfo=datetime.timezone.utc),
            "datacontenttype": content_type,
            "severity": "high",
        },
        data,
    )


def send(message):
    request = urllib.request.Request(sys.argv[1], message.body, dict(message.headers), method="POST")
    with urllib.request.urlopen(request) as answer:
        print(answer.status)


binary = to_binary_event(event(1, {"name": "a.gcode"}))
send(binary)
send(to_structured_event(event(2, {"name": "b.gcode"})))
send(to_binary_event(event(3, "hot", "text/plain")))
send(to_structured_event(event(4, b"\xff\x00", "application/octet-stream")))
batch = [json.loads(to_structured_event(event(number, {"name": "c.gcode"})).body) for number in (5, 6, 6)]
send(HTTPMessage({"content-type": "application/cloudevents-batch+json"}, json.dumps(batch).encode()))
send(binary)
