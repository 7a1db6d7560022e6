#pragma once

#include <memory>

#include "base/clock/time_source.h"
#include "engine/config/configuration.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// The outbox that the options outbox.* ask for, with what an earlier daemon left in the data folder. Throws
/// std::runtime_error where that was a newer Herald. `time` outlives it.
std::unique_ptr<Outbox> openOutbox(const Configuration& configuration, TimeSource& time);

}  // namespace herald::core
