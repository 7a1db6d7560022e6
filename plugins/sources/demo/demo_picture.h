// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::demo {

/// A drawing of the virtual printer as a JPEG of 320 x 240 pixels: a part that grows, and how much of it is printed.
/// Throws std::runtime_error if there is no memory for it.
std::string drawPrinter(int percent);

}  // namespace herald::demo
