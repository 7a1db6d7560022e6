// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "event_members.h"
#include "herald/event.h"
#include "herald/http.h"

namespace herald::http_source {

/// Reads a CloudEvent 1.0 (https://github.com/cloudevents/spec) in the structured mode: one JSON object
/// (formats/json-format.md).
///
/// `source` becomes the device, and `subject` the subject. If `data` is an object, it becomes the payload. Any other
/// data becomes `data` of the payload, or `data_base64` if it is neither JSON nor text. All attributes, also
/// extensions, become `cloudevent` of the context. Throws HttpError (400).
Event cloudEvent(const EventMembers& members);

/// The same in the binary mode: attributes in `ce-` header fields, data in the body
/// (bindings/http-protocol-binding.md).
Event cloudEvent(const HttpHeaders& headers, std::string_view body);

/// Whether the head has an attribute that every CloudEvent has.
bool hasAttributes(const HttpHeaders& headers);

}  // namespace herald::http_source
