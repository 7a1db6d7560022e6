// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

namespace herald::core {

/// What a form has to know of the options and of the secrets. Every thread may call the functions.
struct FormRules {
  /// All options of a block of this kind and type: those of the plugin and those of the core. None for an unknown type.
  std::function<std::vector<Option>(const std::string& kind, const std::string& type)> options{};
  /// Hides the secrets that Herald knows; it may be null.
  std::function<std::string(std::string_view)> mask{};
};

/// The declaration of the option that a key of a block means: "headers" for "headers.Accept" and for
/// "on.PrintDone.headers.Accept". nullptr if there is none.
const Option* optionOf(const std::vector<Option>& options, const std::string& key);

/// True if this value has to be stored as a secret: the option is one, or the text looks like one, such as an address
/// of Slack or a token in a header.
bool isSecretValue(const std::vector<Option>& options, const std::string& key, const std::string& text);

}  // namespace herald::core
