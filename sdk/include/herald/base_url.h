#pragma once

#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// The base URL of a web application, made from the address that its user copied out of a browser. Without the fragment
/// (`#temp`, a tab) and the `/`, `?` or `/?` at the end; the rest stays. `http://octopi.local/?#temp` becomes
/// `http://octopi.local`. Does not check that the text is a URL. Any thread may call it.
HERALD_API std::string baseUrl(std::string address);

}  // namespace herald::inline v1
