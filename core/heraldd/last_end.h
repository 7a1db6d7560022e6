// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/outbox/delivery.h"

namespace herald::core {

/// Says that the last run ended without a stop, and what it was delivering then, in one sentence: "… under way was:
/// PrintDone of mk3 for sink phone (plugin webhook), event 0190…". The plugins are those of this configuration. It has
/// names and ids, no payload.
std::string killedSentence(const std::vector<Delivery>& underWay, const Configuration& configuration);

}  // namespace herald::core
