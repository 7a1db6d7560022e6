// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "events/cloud_event.h"
#include "herald/event.h"

/// Writes CloudEvents 1.0 (https://github.com/cloudevents/spec), whatever carries them. Any thread may call it.
namespace herald::events {

/// The attributes of an event: specversion, id, source (the device, as a URI reference), type, time, subject if there
/// is one, and the extension `device` (the device as it is).
Attributes attributesOf(const Event& event, const std::string& device);

/// Adds the extensions by which another Herald makes the same event of it: see restoreHeraldEvent(). `context` is a
/// JSON object.
void addHeraldExtensions(Attributes& attributes, const Event& event, const std::string& context);

/// The attributes and the data as one JSON document. Data that are JSON by their content type go in as JSON, any others
/// as `data_base64`; no data, if they are empty.
std::string structuredEvent(const Attributes& attributes, const std::string& contentType, std::string_view data);

/// The content type of structuredEvent().
inline constexpr const char* kStructuredType = "application/cloudevents+json; charset=UTF-8";

}  // namespace herald::events
