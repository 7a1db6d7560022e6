#pragma once

#include <Poco/Net/MessageHeader.h>

#include <cstdint>

namespace herald::http_source {

/// How the events of a request are written.
enum class BodyFormat : std::uint8_t {
  Json,             ///< one event, or an array of events
  JsonLines,        ///< one event a line
  CloudEvent,       ///< one, in the structured mode
  CloudEventBatch,  ///< an array of them
  CloudEventBinary  ///< one, its attributes in the head
};

/// What the head says, as the CloudEvents HTTP binding tells the modes from each other. Throws Refusal (415).
BodyFormat formatOf(const Poco::Net::MessageHeader& head);

}  // namespace herald::http_source
