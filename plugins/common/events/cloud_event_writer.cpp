// SPDX-License-Identifier: Apache-2.0
#include "events/cloud_event_writer.h"

#include <Poco/String.h>

#include "events/herald_event.h"
#include "herald/base64.h"
#include "herald/json.h"

namespace herald::events {
namespace {

bool isPlain(char c) {
  static constexpr std::string_view kPlain = "-._~!$&'()*+,;=@/";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kPlain.find(c) != kPlain.npos;
}

/// A path that is a URI reference (RFC 3986), for any text.
std::string uriReference(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string reference;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (isPlain(c))
      reference += c;
    else
      reference += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return reference;
}

}  // namespace

Attributes attributesOf(const Event& event, const std::string& device) {
  Attributes attributes{{"specversion", "1.0"},
                        {"id", event.id},
                        {"source", uriReference(device)},
                        {"type", event.type},
                        {"time", toRfc3339(event.time)}};
  if (!event.subject.empty()) attributes.emplace_back("subject", event.subject);
  attributes.emplace_back("device", device);
  return attributes;
}

void addHeraldExtensions(Attributes& attributes, const Event& event, const std::string& context) {
  if (event.source != event.device) attributes.emplace_back("heraldsource", event.source);
  attributes.emplace_back("category", toString(event.category));
  attributes.emplace_back(kContextAttribute, context);
}

std::string structuredEvent(const Attributes& attributes, const std::string& contentType, std::string_view data) {
  JsonObject document;
  for (const auto& [name, value] : attributes) document.add(name, value);
  if (data.empty()) return document.text();
  document.add("datacontenttype", contentType.empty() ? std::string("application/json") : contentType);
  if (Poco::icompare(contentType, 0, 16, "application/json") == 0)
    document.addRaw("data", data);
  else
    document.add("data_base64", toBase64(data));
  return document.text();
}

}  // namespace herald::events
