# SPDX-License-Identifier: Apache-2.0
"""read_mail.py FILE: prints what Python's reader of mails makes of a file, as JSON."""

import base64
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)


def part(message):
    """The part, without those within it."""
    shown = {"type": message.get_content_type(), "defects": [str(defect) for defect in message.defects]}
    if message.is_multipart():
        shown["parts"] = [part(inner) for inner in message.iter_parts()]
    elif message.get_content_maintype() == "text":
        shown["text"] = message.get_content()
    else:
        shown["base64"] = base64.b64encode(message.get_content()).decode()
        shown["disposition"] = message.get_content_disposition()
        shown["filename"] = message.get_filename()
        shown["id"] = message["Content-ID"]
    return shown


headers = {name.lower(): str(value) for name, value in mail.items()}
defects = [str(defect) for value in mail.values() for defect in value.defects]
print(json.dumps({"headers": headers, "defects": defects, "body": part(mail)}, ensure_ascii=False))
