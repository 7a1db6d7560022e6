#pragma once

#include <Poco/Net/MessageHeader.h>

#include <string_view>
#include <vector>

#include "body_format.h"
#include "herald/event.h"

namespace herald::http_source {

inline constexpr std::size_t kMostEvents = 4096;  ///< in one request

/// The events of one request, with the ids that the sender gave them or none. Where several may stand, each may be a
/// plain one or, if it has a `specversion`, a CloudEvent. All of them or none: throws Refusal (400, or 413 for too
/// many), which says which line or which event it is about.
std::vector<Event> readEvents(BodyFormat format, const Poco::Net::MessageHeader& head, std::string_view body);

}  // namespace herald::http_source
