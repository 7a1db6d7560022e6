// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// A plan for a preview while somebody types.
struct MendedPlan {
  Plan plan{};
  std::vector<std::string> mended{};  ///< the options whose values are not those of the form
};

/// The plan of `configuration`, in which wrong values of the sink give way to others until it is right:
///
/// - JSON that ends too early gets an end; a half `@{` becomes text,
/// - then every `@` becomes text,
/// - then the option goes; if it is needed, a value such as http://not-set.invalid/ stands for it.
///
/// The other options stay as they are, so a preview shows what they do. Nothing if that does not help: the type is
/// unknown, or a plugin fails. Tries a bounded number of times. `make` throws BadConfiguration.
std::optional<MendedPlan> mendedPlan(Configuration configuration, const std::string& sink,
                                     const std::function<Plan(const Configuration&)>& make);

/// A template in which each `@{` that is not complete is text. Complete is a name with an optional fallback and a
/// brace, within one JSON string if the template is JSON.
std::string withoutHalfVariables(const std::string& text);

}  // namespace herald::core
