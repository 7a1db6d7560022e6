// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/json.h"

namespace herald::printing {

/// The member `flags` of a printer's state, as OctoPrint shows it. `stateId` is the id of the state: "OPERATIONAL",
/// "PRINTING", "PAUSED", "ERROR", "OFFLINE", … `sdReady` is raw JSON; an empty string means false.
JsonObject printerFlags(std::string_view stateId, std::string_view sdReady);

}  // namespace herald::printing
