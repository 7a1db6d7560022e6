// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/export.h"

/// A printer, a receiver, a plugin or a file may have written a text. These functions make it harmless for a terminal,
/// a log and a page: nothing in it can move the cursor, hide or reorder other text, or look like a line of Herald's
/// own. They write these as `\u001B`:
///
/// - control characters (C0, DEL, C1),
/// - the line and paragraph separators U+2028 and U+2029,
/// - the marks that change the direction of text,
/// - characters without a width. A joiner or a variant that follows a letter or sign outside ASCII stays: scripts and
///   emoji need it.
///
/// They write a byte that is not UTF-8 as `\xFF`. JSON keeps its meaning. Any thread may call them.
namespace herald::inline v1 {

/// The text on one line: writes a line break as `\n`, a carriage return as `\r` and a tab as `\t`.
HERALD_API std::string safeText(std::string_view text);

/// The same, but keeps line breaks and tabs.
HERALD_API std::string safeLines(std::string_view text);

}  // namespace herald::inline v1
