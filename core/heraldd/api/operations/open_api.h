// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "heraldd/api/operations/api_routes.h"

namespace herald::core {

/// The OpenAPI 3.1 document of these routes, as JSON. It is made from the operations themselves.
std::string openApiOf(const ApiRoutes& routes, const std::string& version);

}  // namespace herald::core
