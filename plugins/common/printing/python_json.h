// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::printing {

/// True if `text` is one JSON object, as Python may have written it. Python writes NaN, Infinity and -Infinity as
/// numbers, although JSON has no such numbers. If `text` is refused because of them, each one becomes null in `text`.
/// Otherwise `text` stays as it is. OctoPrint sends such numbers before version 1.6.
bool isPythonObject(std::string& text);

}  // namespace herald::printing
