// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace herald::testing {

/// The text of a page of the checkout. Throws std::runtime_error if there is no such page.
std::string pageText(const std::string& path);

/// The text of a page between the lines `<!-- NAME -->` and `<!-- /WORD -->`, where WORD is the first word of NAME. If
/// there is no such section, a text that says so.
std::string sectionOf(const std::string& page, const std::string& name);

/// What stands in backticks in the first cell of each row of the tables in `text`.
std::vector<std::string> namesOfRows(const std::string& text);

/// What a page writes in single back quotes, outside of blocks of code.
std::vector<std::string> codeWords(const std::string& page);

/// The first block of code in this language below the line `heading`, without its fences. Throws std::runtime_error if
/// there is none.
std::string codeBelow(const std::string& page, const std::string& heading, const std::string& language);

/// The cells of the table that follows the first line `heading`, row by row, without its head. Back quotes are left
/// out. Empty if there is no such heading or table.
std::vector<std::vector<std::string>> tableBelow(const std::string& page, const std::string& heading);

}  // namespace herald::testing
