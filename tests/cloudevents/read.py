# SPDX-License-Identifier: Apache-2.0
"""read.py FILE: reads HTTP requests with the CloudEvents SDK for Python, and prints each as a line of JSON.

The file has one request a line: {"headers": {…}, "body": "…"}.
"""

import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event

for line in open(sys.argv[1], encoding="utf-8"):
    request = json.loads(line)
    event = from_http_event(HTTPMessage(request["headers"], request["body"].encode()))
    print(
        json.dumps(
            {
                "specversion": event.get_specversion(),
                "id": event.get_id(),
                "source": event.get_source(),
                "type": event.get_type(),
                "subject": event.get_subject(),
                "time": event.get_time().isoformat(),
                "datacontenttype": event.get_datacontenttype(),
                "device": event.get_extension("device"),
                "data": event.get_data(),
            },
            sort_keys=True,
        )
    )
