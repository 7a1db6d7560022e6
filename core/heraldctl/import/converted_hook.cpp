// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/converted_hook.h"

namespace herald::core::import {

const std::string* ConvertedHook::find(const std::string& option) const {
  for (const auto& one : options) {
    if (one.name == option) return &one.value;
  }
  return nullptr;
}

std::string ConvertedHook::text(const std::string& option) const {
  const auto* value = find(option);
  return value ? *value : std::string();
}

}  // namespace herald::core::import
