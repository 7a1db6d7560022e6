// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "herald/http.h"

namespace herald::http_source {

/// The formats in which a request may hold events.
enum class BodyFormat : std::uint8_t {
  Json,             ///< one event, or an array of events
  JsonLines,        ///< one event per line
  CloudEvent,       ///< one CloudEvent, structured
  CloudEventBatch,  ///< an array of CloudEvents
  CloudEventBinary  ///< one CloudEvent with its attributes in the head
};

/// The format that the head announces, by the rules of the CloudEvents HTTP binding. Throws HttpError (415).
BodyFormat formatOf(const HttpHeaders& headers);

}  // namespace herald::http_source
