// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/trial/trial.h"

namespace herald::core {

/// What to do after a test, as one or two sentences for a person: by the step that failed, the receiver's status or the
/// way in which the connection failed. Empty if there is nothing to do.
std::string adviceOn(const TrialReport& report);

}  // namespace herald::core
