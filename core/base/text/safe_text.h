// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core {

// A printer, a receiver, a plugin or a file may have written a text. These functions make it harmless for a terminal
// and a log: nothing in it can move the cursor, hide or reorder other text, or look like a line of Herald's own. They
// escape control characters (C0, C1), U+2028, U+2029 and the marks of bidirectional text as \u001B, and bytes that are
// not UTF-8 as \xFF. JSON keeps its meaning. Every thread may call them.

/// The text on one line: writes a line break as \n, a carriage return as \r and a tab as \t.
std::string safeText(std::string_view text);

/// The same, but keeps line breaks and tabs.
std::string safeLines(std::string_view text);

}  // namespace herald::core
