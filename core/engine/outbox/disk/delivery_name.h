// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace herald::core {

// A delivery that is lost, as the log names it.

/// `sink` may be empty, if nobody knows it.
inline std::string deliveryName(std::uint64_t sequence, const std::string& sink) {
  return "delivery " + std::to_string(sequence) + (sink.empty() ? "" : " for the sink " + sink);
}

/// The same with its event, unless nothing is known of that.
inline std::string deliveryName(std::uint64_t sequence, const std::string& sink, const std::string& type,
                                const std::string& device, const std::string& id) {
  if (id.empty() && type.empty()) return deliveryName(sequence, sink);
  return "delivery " + std::to_string(sequence) + ", " + type + " of " + device + " for the sink " + sink + " (event " +
         id + ")";
}

}  // namespace herald::core
