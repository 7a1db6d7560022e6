// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

/// Reads the text of an option as a value of its type. Each function throws std::invalid_argument; its text says what
/// is expected ("has to be a whole number, not `ten`"). Not for plugins.
namespace herald::inline v1 {

bool parseFlag(std::string_view text);
std::int64_t parseInteger(std::string_view text);
double parseNumber(std::string_view text);
std::string parseChoice(std::string_view text, const std::vector<std::string>& choices);
std::vector<std::string> parseList(std::string_view text);
std::map<std::string, std::string> parseMap(std::string_view object);
std::vector<std::string> parseArguments(std::string_view text);

/// Throws if `text` is not a value of the option's type, or is out of its bounds. The exception does not repeat a text
/// that may be a secret.
void checkValue(const Option& option, const std::string& text);

/// The same for a member of a map.
void checkMember(const Option& map, const std::string& text);

}  // namespace herald::inline v1
