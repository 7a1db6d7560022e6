// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/operation.h"

#include "herald/event.h"

namespace herald::core {

Resource::~Resource() = default;

std::string ApiRequest::text(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> ApiRequest::list(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::vector<std::string>() : found->second;
}

std::int64_t ApiRequest::integer(const std::string& name, std::int64_t otherwise) const {
  const auto value = text(name);
  return value.empty() ? otherwise : std::stoll(value);
}

std::optional<std::chrono::system_clock::time_point> ApiRequest::time(const std::string& name) const {
  return parseRfc3339(text(name));
}

}  // namespace herald::core
