// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace herald::testing {

/// The text of a page between the lines `<!-- NAME -->` and `<!-- /WORD -->`, where WORD is the first word of NAME. If
/// there is no such section, a text that says so.
std::string sectionOf(const std::string& page, const std::string& name);

/// What stands in backticks in the first cell of each row of the tables in `text`.
std::vector<std::string> namesOfRows(const std::string& text);

}  // namespace herald::testing
