// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/secret_names.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <string>

#include "herald/json.h"

namespace herald::core::import {

namespace {

constexpr std::array<std::string_view, 8> kWords{"auth", "key", "token",  "secret",
                                                 "pass", "pwd", "cookie", "credential"};

bool isSecret(std::string_view name, std::string_view value) {
  if (!value.starts_with('"')) return holdsSecret(value);
  return namesSecret(name) && value != R"("")" && value.find('@') == value.npos;
}

}  // namespace

bool namesSecret(std::string_view name) {
  const std::string lower = Poco::toLower(std::string(name));
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool holdsSecret(std::string_view json) {
  const auto members = jsonMembers(json);
  const auto elements = jsonElements(json);
  return std::any_of(members.begin(), members.end(),
                     [](const auto& member) { return isSecret(member.first, member.second); }) ||
         std::any_of(elements.begin(), elements.end(), [](auto element) { return isSecret("", element); });
}

}  // namespace herald::core::import
