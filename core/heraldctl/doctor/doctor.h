// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

using Examinations = std::vector<std::shared_ptr<const Examination>>;

/// What one examination has found.
struct Examined {
  std::string name{};
  std::vector<Finding> findings{};
};

/// Runs all examinations at once, each on a thread of its own, and returns what they found, in their order. One that
/// throws, or that has not ended after `patience`, is a warning; the thread of the latter goes on behind, and keeps its
/// examination. Throws NoThread.
std::vector<Examined> examine(const Examinations& examinations, std::chrono::milliseconds patience);

}  // namespace herald::core::ctl
