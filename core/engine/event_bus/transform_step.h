#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/routes/route.h"

namespace herald::core {

/// An event on its way along a route.
struct Passenger {
  std::size_t index = 0;  ///< of the published event that it is, or was made of
  std::shared_ptr<const Event> event{};
  std::string deadReason{};  ///< not empty: it got no further, and why
};

/// Takes what was made of one published event through one transform. A result that is dead is the event that the
/// transform failed on. Throws nothing.
std::vector<Passenger> applyStep(const Route::Step& step, std::vector<Passenger> passengers);

}  // namespace herald::core
