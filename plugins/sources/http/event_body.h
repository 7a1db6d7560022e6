#pragma once

#include <Poco/Net/MessageHeader.h>

#include <string_view>
#include <vector>

#include "body_format.h"
#include "herald/event.h"

namespace herald::http_source {

/// In one request: as many as the queue of a sink has room for, so that what was accepted is not dropped at once.
inline constexpr std::size_t kMostEvents = 1000;

/// The events of one request, with the ids that the sender gave them or none. Where several may stand, each may be a
/// plain one or, if it has a `specversion`, a CloudEvent. All of them or none: throws Refusal (400, or 413 for too
/// many), which says which line or which event it is about.
std::vector<Event> readEvents(BodyFormat format, const Poco::Net::MessageHeader& head, std::string_view body);

}  // namespace herald::http_source
