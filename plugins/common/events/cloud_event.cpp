// SPDX-License-Identifier: Apache-2.0
#include "events/cloud_event.h"

#include <Poco/String.h>

#include <algorithm>

#include "events/bad_event.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "herald/text.h"
#include "printing/event_kinds.h"

namespace herald::events {
namespace {

/// Of "Application/Senml+JSON; charset=utf-8": true.
bool isJson(const std::string& contentType) {
  const auto type = Poco::toLower(Poco::trim(contentType.substr(0, contentType.find(';'))));
  return type.ends_with("/json") || type.ends_with("+json");
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
Event fromAttributes(const JsonObject& attributes, std::string payload, OddText odd) {
  const EventMembers members(attributes.text(), odd);
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

}  // namespace

Event cloudEvent(const EventMembers& members) {
  JsonObject attributes;
  for (const auto& [name, raw] : members) {
    if (name == "data" || name == "data_base64") continue;
    checkAttributeName(name);
    if (raw.front() == '{' || raw.front() == '[') refuse("`" + name + "` must be a string, a number or a boolean");
    attributes.addRaw(name, raw);
  }
  return fromAttributes(attributes, structuredPayload(members, members.json()), members.odd());
}

Event cloudEvent(const Attributes& attributes, const std::string& contentType, std::string_view data, OddText odd) {
  JsonObject all;
  for (const auto& [name, text] : attributes) {
    checkAttributeName(name);
    all.add(name, text);
  }
  if (!contentType.empty()) all.add("datacontenttype", contentType);
  return fromAttributes(all, data.empty() ? "{}" : payloadOfBytes(std::string(data), contentType), odd);
}

void checkAttributeName(const std::string& name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name == "data" || !std::all_of(name.begin(), name.end(), fits)) {
    refuse("a CloudEvent cannot have the attribute `" + name + "`: use only lower-case letters and digits");
  }
}

const std::vector<std::string>& requiredAttributes() {
  static const std::vector<std::string> names{"specversion", "id", "source", "type"};
  return names;
}

}  // namespace herald::events
