// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/settings.h"

namespace herald::core {

/// The options that Herald itself declares, one list for each kind of block. Validation, `heraldctl` and the documents
/// read these lists. An option of a plugin with the same name (`timeout`) replaces the core's. The options of a sink
/// are in sinkOptions(), see pipeline/sink_options.h.

/// herald.*, outbox.*, log.*, admin.* and console.*, in this order. A name is the whole key: "herald.dataDir".
std::vector<Option> heraldOptions();

std::vector<Option> sourceOptions();
std::vector<Option> transformOptions();
std::vector<Option> routeOptions();

/// The declarations by the kind of a block: "herald", "outbox", "log", "admin", "console", "source", "transform",
/// "sink" (only `type` and `preset`) or "route". A name is the option alone: "dataDir". Throws std::logic_error for
/// another kind.
std::vector<Option> coreOptions(const std::string& kind);

}  // namespace herald::core
