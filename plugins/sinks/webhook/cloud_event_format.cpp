// SPDX-License-Identifier: Apache-2.0
#include "cloud_event_format.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "events/cloud_event_writer.h"
#include "header_templates.h"

namespace herald::webhook {
namespace {

constexpr std::array<std::string_view, 7> kAttributes{"specversion", "id",   "source", "type",
                                                      "subject",     "time", "device"};

void appendPercent(std::string& text, char c) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  text += {'%', kHex[byte >> 4], kHex[byte & 15]};
}

/// As the binding says in section 3.1.3.2.
std::string headerText(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (c > ' ' && c < 127 && c != '"' && c != '%')
      encoded += c;
    else
      appendPercent(encoded, c);
  }
  return encoded;
}

void makeStructured(HttpRequest& request, const events::Attributes& attributes) {
  const std::string contentType(headerValue(request.headers, "Content-Type"));
  request.body = events::structuredEvent(attributes, contentType, request.body);
  setContentType(request.headers, events::kStructuredType);
}

}  // namespace

std::vector<Option> CloudEventFormat::options() {
  return {
      {"format",
       Type::Choice,
       "plain",
       "`cloudevents` sends each event as a CloudEvent 1.0.2; its data is `data`, by default the payload.",
       false,
       {"plain", "cloudevents"}},
      {"cloudevents.mode",
       Type::Choice,
       "binary",
       "Where the attributes of a CloudEvent are: in headers (`binary`), or in the JSON body (`structured`).",
       false,
       {"binary", "structured"}},
  };
}

Settings CloudEventFormat::withData(const Settings& settings) {
  const bool hasJson = settings.text("contentType") == "JSON" && settings.text("method") != "GET";
  if (settings.text("format") != "cloudevents" || settings.has("data") || !hasJson) return settings;
  Settings::Values values = settings.values();
  values["data"] = R"("@extra")";
  return {settings.options(), std::move(values)};
}

CloudEventFormat::CloudEventFormat(const Settings& settings) {
  if (settings.text("format") != "cloudevents") return;
  mode_ = settings.text("cloudevents.mode") == "binary" ? Mode::Binary : Mode::Structured;
  if (mode_ == Mode::Structured && settings.text("method") == "GET")
    settings.reject("cloudevents.mode", "is structured, which needs a method with a body: set `method = POST`");
  for (const auto& [name, value] : settings.map("headers")) {
    const std::string lower = Poco::toLower(name);
    const bool isOwn = lower.starts_with("ce-") &&
                       std::find(kAttributes.begin(), kAttributes.end(), lower.substr(3)) != kAttributes.end();
    if (isOwn) settings.rejectMember("headers", name, "belongs to the CloudEvent: remove it");
  }
}

void CloudEventFormat::apply(HttpRequest& request, const Event& event, const std::string& device) const {
  if (mode_ == Mode::Plain) return;
  const auto attributes = events::attributesOf(event, device);
  if (mode_ == Mode::Structured) return makeStructured(request, attributes);
  for (const auto& [name, value] : attributes) request.headers.emplace_back("ce-" + name, headerText(value));
}

}  // namespace herald::webhook
