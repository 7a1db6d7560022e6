#pragma once

#include <Poco/Net/MessageHeader.h>

#include <string_view>

#include "herald/event.h"
#include "members.h"

namespace herald::http_source {

/// CloudEvents 1.0 (https://github.com/cloudevents/spec) as an event: `source` is the device, `subject` the subject;
/// `data` that is an object is the payload, and any other is its member `data`, or `data_base64` if it is neither JSON
/// nor text. All attributes, extensions too, are the member `cloudevent` of the context. Throws Refusal.
///
/// In the structured mode, one JSON object (formats/json-format.md).
Event cloudEvent(const Members& members);

/// In the binary mode, attributes in `ce-` header fields and data in the body (bindings/http-protocol-binding.md).
Event cloudEvent(const Poco::Net::MessageHeader& head, std::string_view body);

/// Does the head have one of the attributes that every CloudEvent has?
bool hasAttributes(const Poco::Net::MessageHeader& head);

}  // namespace herald::http_source
