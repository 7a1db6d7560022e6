// SPDX-License-Identifier: Apache-2.0
#include "multipart.h"

#include <algorithm>
#include <vector>

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// One part, from after its boundary to the next boundary.
std::string part(std::string_view name, std::string_view content) {
  std::string text = "\r\nContent-Disposition: form-data; name=\"";
  for (const char c : name) {  // encoded as in WHATWG forms
    if (c == '"')
      text += "%22";
    else if (c == '\r')
      text += "%0D";
    else if (c == '\n')
      text += "%0A";
    else
      text += c;
  }
  text += "\"\r\n\r\n";
  text += content;
  return text + "\r\n";
}

/// A boundary that no part contains.
std::string boundaryFor(const std::vector<std::string>& parts) {
  for (unsigned number = 0;; ++number) {
    std::string boundary = "herald-" + std::to_string(number) + "-part";
    if (std::none_of(parts.begin(), parts.end(), [&](const auto& text) { return text.find(boundary) != text.npos; }))
      return boundary;
  }
}

}  // namespace

std::pair<std::string, std::string> multipart(std::string_view object) {
  std::vector<std::string> parts;
  for (const auto& [name, raw] : jsonMembers(object)) {
    if (raw != "null") parts.push_back(part(name, jsonToText(raw)));
  }
  const std::string boundary = boundaryFor(parts);
  std::string body;
  for (const std::string& text : parts) body += "--" + boundary + text;
  return {"multipart/form-data; boundary=" + boundary, body + "--" + boundary + "--\r\n"};
}

}  // namespace herald::webhook
