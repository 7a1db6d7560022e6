// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "herald/settings.h"

namespace herald::core {

/// The options that Herald itself has for every plugin of a kind: "source", "transform" or "sink".
using CoreOptions = std::function<std::vector<Option>(const std::string& kind)>;

/// What is wrong with the declaration of a plugin's options, as a sentence that names the option; empty if nothing is.
/// A wrong declaration is a bug of the plugin, whatever the configuration says. A plugin may declare no option of
/// `core`, except `timeout` and `concurrency`, with the same type: so it gives them another default.
std::string mistakeIn(const std::vector<Option>& options, const std::vector<Option>& core);

}  // namespace herald::core
