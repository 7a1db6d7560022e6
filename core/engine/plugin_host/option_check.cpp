// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/option_check.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace herald::core {
namespace {

std::string mistake(const Option& option, const std::string& what) { return "option `" + option.name + "` " + what; }

bool isKeyCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool isReplaceable(std::string_view name) { return name == "timeout" || name == "concurrency"; }

std::string mistakeInName(const Option& option, const std::vector<Option>& core) {
  if (!std::ranges::all_of(option.name, isKeyCharacter))
    return mistake(option, "must have another name: letters, digits, `.`, `-` and `_`");
  const auto same = std::ranges::find(core, option.name, &Option::name);
  if (same == core.end()) return {};
  if (!isReplaceable(option.name)) return mistake(option, "belongs to Herald: give it another name");
  if (same->type == option.type) return {};
  return mistake(option, "belongs to Herald, with the type " + std::string(toString(same->type)) +
                             ": give it that type, or another name");
}

}  // namespace

std::string mistakeIn(const std::vector<Option>& options, const std::vector<Option>& core) {
  try {
    static_cast<void>(Settings(options, {}));
  } catch (const BadSettings&) {
    // The declaration is right: a required option has no value yet.
  } catch (const std::logic_error& wrong) {
    return wrong.what();
  }
  for (const auto& option : options) {
    if (auto wrong = mistakeInName(option, core); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace herald::core
