# SPDX-License-Identifier: Apache-2.0
"""apprise_door.py URL: a door to the Apprise library as that of the Apprise API, for the key `herald`. It notifies the
service with this Apprise URL."""

import email.message
import email.parser
import email.policy
import http.server
import json
import pathlib
import sys
import tempfile

import apprise


def fields_of(content_type, body):
    """The fields of the request, and the files by their names."""
    if content_type == "application/json":
        return json.loads(body), {}
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    fields, files = {}, {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        if part.get_filename():
            files[part.get_filename()] = content
        else:
            fields[part.get_param("name", header="Content-Disposition")] = content.decode()
    return fields, files


class Door(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.notify(body) if self.path == "/notify/herald" else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def notify(self, body):
        fields, files = fields_of(self.headers["Content-Type"], body)
        service = apprise.Apprise()
        service.add(sys.argv[1])
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, name) for name in files]
            for path in paths:
                path.write_bytes(files[path.name])
            sent = service.notify(
                body=fields["body"],
                title=fields["title"],
                notify_type=fields["type"],
                body_format=fields["format"],
                attach=[str(path) for path in paths] or None,
            )
        return 200 if sent else 424

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Door)
print(f"listens at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
