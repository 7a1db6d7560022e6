// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "console/pages.h"
#include "herald/http_server.h"

namespace herald::core {

/// The answer with a page of the console: compressed if the client takes gzip, and 304 if it has the page already. A
/// browser asks again each time, because an update of Herald brings other pages. `ancestors` may show the page
/// in a frame: origins, or `'self'` for a page of the same origin. Empty: nobody may.
ServerAnswer answerWithPage(const Page& page, const ServerRequest& request, const std::vector<std::string>& ancestors);

}  // namespace herald::core
