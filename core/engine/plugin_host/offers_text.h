// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/plugin_host/library.h"

namespace herald::core {

/// What a library offers, as one line of JSON: the trial process tells it to Herald that way. Any thread may call both.
std::string offersText(const std::vector<Library::Offer>& offers);

/// The offers of such a line. Anything else in it is left out.
std::vector<Library::Offer> offersFrom(std::string_view text);

}  // namespace herald::core
