// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// Several texts as one text: each with its length in front, as "5:hello". The texts may hold any bytes. Every thread
/// may call these.
std::string joinFields(std::initializer_list<std::string_view> fields);

/// The texts of joinFields(); nothing if `text` does not come from there.
std::optional<std::vector<std::string>> splitFields(std::string_view text);

}  // namespace herald::core
