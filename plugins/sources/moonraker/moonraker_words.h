// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/vocabulary.h"

namespace herald::moonraker {

/// What this source may report.
Vocabulary moonrakerWords();

}  // namespace herald::moonraker
