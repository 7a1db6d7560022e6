// SPDX-License-Identifier: Apache-2.0
#include "cloud_event_request.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <map>

#include "events/bad_event.h"
#include "events/cloud_event.h"
#include "herald/text.h"

namespace herald::http_source {
namespace {

using events::refuse;

constexpr std::string_view kPrefix = "ce-";

/// Removes double quotes, and the backslashes between them. Then decodes the percent-encoding, once.
std::string headerText(const std::string& name, const std::string& field) {
  std::string plain;
  bool quoted = false;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '"') {
      quoted = !quoted;
    } else {
      if (quoted && field[i] == '\\' && i + 1 < field.size()) ++i;
      plain += field[i];
    }
  }
  std::string text;
  try {
    Poco::URI::decode(plain, text);
  } catch (const Poco::Exception&) {
    refuse("the header field ce-" + name + " has a % without two hexadecimal digits after it");
  }
  if (firstNotUtf8(text)) refuse("the header field ce-" + name + " is not UTF-8");
  return events::checkedText("ce-" + name, std::move(text));
}

}  // namespace

Event cloudEvent(const HttpHeaders& headers, std::string_view body) {
  events::Attributes attributes;
  std::map<std::string, int> seen;
  for (const auto& [field, value] : headers) {
    auto name = Poco::toLower(field);
    if (!name.starts_with(kPrefix)) continue;
    name.erase(0, kPrefix.size());
    events::checkAttributeName(name);
    if (name == "datacontenttype") refuse("the header field ce-datacontenttype is not allowed: use Content-Type");
    if (++seen[name] > 1) refuse("the request has the header field ce-" + name + " twice");
    attributes.emplace_back(name, headerText(name, value));
  }
  return events::cloudEvent(attributes, std::string(headerValue(headers, "Content-Type")), body);
}

bool hasAttributes(const HttpHeaders& headers) {
  return std::ranges::any_of(events::requiredAttributes(), [&](const std::string& name) {
    return headerValue(headers, std::string(kPrefix) + name).data() != nullptr;
  });
}

}  // namespace herald::http_source
