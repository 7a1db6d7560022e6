// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core::ctl {

/// A line of `heraldctl tail`: what became of a delivery, in the time zone of this machine. `delivery` is the API's
/// JSON. `isColored` adds colours for a terminal. What printers and receivers have written is made harmless.
std::string tailLine(std::string_view delivery, bool isColored);

/// The same for an event that a source has published.
std::string eventLine(std::string_view event, bool isColored);

}  // namespace herald::core::ctl
