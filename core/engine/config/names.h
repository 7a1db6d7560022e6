// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace herald::core {

/// True if the text can be the name of a source, sink, transform or route: letters, digits, `_` and `-`.
bool isName(std::string_view text);

}  // namespace herald::core
