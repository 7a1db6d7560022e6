// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// What changes in a row come to if none of them was written: at most one for each row that the file has, and one for
/// each delivery that it has not. A delivery that was moved twice was moved once, from the row where it still is; one
/// that was moved and then ended has ended there; one that was added and then ended was never there.
std::vector<Change> netOf(std::vector<Change> changes);

}  // namespace herald::core
