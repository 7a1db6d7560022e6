// SPDX-License-Identifier: Apache-2.0
#include "cloud_event.h"

#include <Poco/Exception.h>
#include <Poco/Net/MediaType.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>

#include "herald/base64.h"
#include "herald/json.h"
#include "herald/text.h"
#include "http_error.h"
#include "printing/event_kinds.h"

namespace herald::http_source {
namespace {

constexpr std::string_view kPrefix = "ce-";
constexpr std::array<const char*, 4> kRequired{"specversion", "id", "source", "type"};

void checkName(const std::string& name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name == "data" || !std::all_of(name.begin(), name.end(), fits)) {
    refuse("a CloudEvent cannot have the attribute `" + name + "`: use only lower-case letters and digits");
  }
}

bool isJson(const std::string& contentType) {
  const auto subType = Poco::toLower(Poco::Net::MediaType(contentType).getSubType());
  return subType == "json" || subType.ends_with("+json");
}

std::string payloadOfJson(std::string_view data) {
  return isJsonObject(data) ? std::string(data) : JsonObject().addRaw("data", data).text();
}

std::string payloadOfBytes(const std::string& bytes, const std::string& contentType) {
  const std::string_view text = withoutMark(bytes);
  if (isJson(contentType)) {
    if (const auto error = jsonError(text); !error.empty()) refuse("the data is not valid JSON: " + error);
    return payloadOfJson(text);
  }
  if (!firstNotUtf8(text)) return JsonObject().add("data", text).text();
  return JsonObject().add("data_base64", toBase64(bytes)).text();
}

/// `attributes` is a JSON object with all attributes.
Event fromAttributes(const JsonObject& attributes, std::string payload) {
  const EventMembers members(attributes.text());
  if (const auto version = members.required("specversion"); version != "1.0") {
    refuse("unknown specversion " + version + ": send CloudEvents of 1.0");
  }
  Event event;
  event.id = members.required("id");
  event.device = members.required("source");
  event.type = members.required("type");
  event.subject = members.text("subject");
  if (members.has("time")) {
    const auto time = parseRfc3339(members.text("time"));
    if (!time) refuse("`time` must be a time of RFC 3339 between 1970 and 2261, such as `2026-01-31T08:15:30Z`");
    event.time = *time;
  }
  event.category = printing::categoryOf(event.type);
  event.payload = std::move(payload);
  event.context = JsonObject().addRaw("cloudevent", attributes.text()).text();
  return event;
}

std::string structuredPayload(const EventMembers& members, std::string_view json) {
  const auto data = jsonAt(json, "data");  // null is data, too
  if (!members.has("data_base64")) return data.empty() ? "{}" : payloadOfJson(data);
  if (!data.empty()) refuse("a CloudEvent has `data` or `data_base64`, not both");
  const auto raw = members.raw("data_base64");
  if (raw.front() != '"') refuse("`data_base64` must be a string");
  const auto bytes = fromBase64(jsonToText(raw));
  if (!bytes) refuse("`data_base64` is not valid Base64");
  return payloadOfBytes(*bytes, members.text("datacontenttype"));
}

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
  return checkedText("ce-" + name, std::move(text));
}

}  // namespace

Event cloudEvent(const EventMembers& members) {
  JsonObject attributes;
  for (const auto& [name, raw] : members) {
    if (name == "data" || name == "data_base64") continue;
    checkName(name);
    if (raw.front() == '{' || raw.front() == '[') refuse("`" + name + "` must be a string, a number or a boolean");
    attributes.addRaw(name, raw);
  }
  return fromAttributes(attributes, structuredPayload(members, members.json()));
}

Event cloudEvent(const HttpHeaders& headers, std::string_view body) {
  JsonObject attributes;
  std::map<std::string, int> seen;
  for (const auto& [field, value] : headers) {
    auto name = Poco::toLower(field);
    if (!name.starts_with(kPrefix)) continue;
    name.erase(0, kPrefix.size());
    checkName(name);
    if (name == "datacontenttype") refuse("the header field ce-datacontenttype is not allowed: use Content-Type");
    if (++seen[name] > 1) refuse("the request has the header field ce-" + name + " twice");
    attributes.add(name, headerText(name, value));
  }
  const std::string contentType(headerValue(headers, "Content-Type"));
  if (!contentType.empty()) attributes.add("datacontenttype", contentType);
  return fromAttributes(attributes, body.empty() ? "{}" : payloadOfBytes(std::string(body), contentType));
}

bool hasAttributes(const HttpHeaders& headers) {
  return std::any_of(kRequired.begin(), kRequired.end(), [&](const char* name) {
    return headerValue(headers, std::string(kPrefix) + name).data() != nullptr;
  });
}

}  // namespace herald::http_source
