// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "herald/http.h"
#include "herald/settings.h"

namespace herald::core {

/// Makes the HTTP client of a plugin instance: a real one, or one that records in a dry run.
using HttpFactory = std::function<std::unique_ptr<HttpClient>(const Settings& settings)>;

}  // namespace herald::core
