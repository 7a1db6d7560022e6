// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// The base URL of a web application, from the address that a browser shows: without the fragment (`#temp` for a tab)
/// and without any `/` or `?` at the end. `http://octopi.local/?#temp` becomes `http://octopi.local`. Does not check
/// that the text is a URL. Any thread may call it.
HERALD_API std::string baseUrl(std::string address);

}  // namespace herald::inline v1
