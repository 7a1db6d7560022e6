// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "body_format.h"
#include "herald/event.h"
#include "herald/http.h"

namespace herald::http_source {

/// The most events of one request. The queue of a sink has room for as many, so that Herald does not immediately drop
/// an event that it has accepted.
inline constexpr std::size_t kMostEvents = 1000;

/// Reads the events of one request. Each has the id that its sender gave it, or none. In BodyFormat::Json and JsonLines
/// an event with a `specversion` is a CloudEvent. Throws HttpError that names the line or the event, and then returns
/// none of them: 413 for too many, otherwise 400.
std::vector<Event> readEvents(BodyFormat format, const HttpHeaders& headers, std::string_view body);

}  // namespace herald::http_source
