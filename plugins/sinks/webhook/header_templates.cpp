// SPDX-License-Identifier: Apache-2.0
#include "header_templates.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>

namespace herald::webhook {
namespace {

constexpr std::array<std::string_view, 8> kReserved{"connection",        "content-length",   "host",
                                                    "transfer-encoding", "webhook-id",       "webhook-attempt",
                                                    "webhook-signature", "webhook-timestamp"};

bool sameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && Poco::icompare(std::string(a), std::string(b)) == 0;
}

// RFC 9110, 5.6.2
bool isToken(std::string_view name) {
  static constexpr std::string_view kPunctuation = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kPunctuation.find(c) != std::string_view::npos;
  });
}

bool hasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 127; });
}

/// Why a user may not set this header; empty if it is allowed.
std::string_view fault(std::string_view name, std::string_view value) {
  if (!isToken(name)) return "is not a valid header name: use letters, digits and dashes";
  if (std::any_of(kReserved.begin(), kReserved.end(), [&](std::string_view own) { return sameName(own, name); }))
    return "belongs to Herald: remove it";
  if (hasControls(value)) return "contains a line break or another control character: remove it";
  return {};
}

}  // namespace

HttpHeaders readHeaders(const Settings& settings, std::string_view option) {
  HttpHeaders headers;
  for (const auto& [name, value] : settings.map(option)) {
    if (const std::string_view why = fault(name, value); !why.empty()) settings.rejectMember(option, name, why);
    for (const auto& [other, ignored] : headers)
      if (sameName(other, name)) settings.rejectMember(option, name, "is a duplicate of `" + other + "`: remove one");
    headers.emplace_back(name, value);
  }
  return headers;
}

HeaderTemplates::HeaderTemplates(const Settings& settings, std::string_view option) {
  for (const auto& [name, value] : readHeaders(settings, option))
    headers_.emplace_back(name, Template(value, Place::Header));
}

HttpHeaders HeaderTemplates::render(Rendering& rendering) const {
  HttpHeaders rendered;
  rendered.reserve(headers_.size() + 2);
  for (const auto& [name, value] : headers_) rendered.emplace_back(name, rendering.text(value));
  return rendered;
}

bool HeaderTemplates::uses(std::string_view variable) const {
  return std::any_of(headers_.begin(), headers_.end(),
                     [&](const auto& header) { return header.second.uses(variable); });
}

void HeaderTemplates::addNeeds(std::vector<std::string>& names) const {
  for (const auto& [name, value] : headers_) webhook::addNeeds(names, value);
}

void addNeeds(std::vector<std::string>& names, const Template& text) {
  std::vector<std::string> here;
  text.render([](std::string_view) { return std::string_view(); }, here);
  names.insert(names.end(), here.begin(), here.end());
}

void setContentType(HttpHeaders& headers, std::string_view contentType) {
  for (auto& [name, value] : headers) {
    if (!sameName(name, "content-type")) continue;
    const std::string given = Poco::trim(value.substr(0, value.find(';')));
    if (!sameName(given, contentType)) value = contentType;
    return;
  }
  headers.emplace_back("content-type", contentType);
}

}  // namespace herald::webhook
