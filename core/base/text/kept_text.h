// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herald::core {

/// Plugins, receivers and printers say why something failed or how they are, and such a text may have any length.
/// Herald keeps this many bytes of each: a reason, the detail of a status, the text of an exception, a log line of a
/// plugin. So a text of 100 MB costs its plugin that memory once, and Herald nothing.
inline constexpr std::size_t kMostText = 4096;

/// The text if it has at most kMostText bytes. Otherwise its begin with "…" behind it. It ends with a whole word,
/// unless the last one has more than a KiB: half a secret could not be masked later. Every thread may call it.
std::string keptText(std::string_view text);

}  // namespace herald::core
