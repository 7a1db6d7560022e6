// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/event_members.h"
#include "herald/event.h"

namespace herald::events {

/// The attributes of a CloudEvent that stand beside its data, by name: "id", "source", …; without "datacontenttype",
/// which a transport has in a field of its own.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Reads a CloudEvent 1.0 (https://github.com/cloudevents/spec) in the structured mode: one JSON object
/// (formats/json-format.md).
///
/// `source` becomes the device, and `subject` the subject. If `data` is an object, it becomes the payload. Any other
/// data becomes `data` of the payload, or `data_base64` if it is neither JSON nor text. All attributes, also
/// extensions, become `cloudevent` of the context. Throws BadEvent.
Event cloudEvent(const EventMembers& members);

/// The same in the binary mode: the attributes beside the data, as text that the transport has decoded. `contentType`
/// is that of the data; empty if the sender did not say. No two attributes have one name. Throws BadEvent.
Event cloudEvent(const Attributes& attributes, const std::string& contentType, std::string_view data,
                 OddText odd = OddText::Refused);

/// Throws BadEvent if a CloudEvent cannot have an attribute of this name.
void checkAttributeName(const std::string& name);

/// The attributes that every CloudEvent has.
const std::vector<std::string>& requiredAttributes();

}  // namespace herald::events
