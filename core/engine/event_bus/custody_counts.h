// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace herald::core {

/// What a source has in custody, and what became of its events since it is in the configuration. All zero for a source
/// that publishes otherwise.
struct CustodyCounts {
  std::size_t held = 0;             ///< events that are not settled
  std::uint64_t settled = 0;        ///< events
  std::uint64_t givenBack = 0;      ///< events that the source has given away, or that ended with its run
  std::uint64_t movedToOutbox = 0;  ///< deliveries that waited for too long and went to the outbox

  bool any() const { return held != 0 || settled != 0 || givenBack != 0 || movedToOutbox != 0; }
  bool operator==(const CustodyCounts&) const = default;
};

}  // namespace herald::core
