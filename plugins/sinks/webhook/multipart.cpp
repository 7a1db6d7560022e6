// SPDX-License-Identifier: Apache-2.0
#include "multipart.h"

#include <algorithm>
#include <vector>

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// What stands between the boundary of a part and its content.
std::string headOf(std::string_view name, std::string_view more) {
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
  text += '"';
  text += more;
  return text + "\r\n\r\n";
}

struct Part {
  std::string head;
  std::string text{};
  std::string_view bytes{};  ///< instead of the text: they are long
};

/// A boundary that no part contains.
std::string boundaryFor(const std::vector<Part>& parts, std::string_view bytes) {
  for (unsigned number = 0;; ++number) {
    std::string boundary = "herald-" + std::to_string(number) + "-part";
    const auto has = [&](std::string_view text) { return text.find(boundary) != text.npos; };
    if (!has(bytes) &&
        std::none_of(parts.begin(), parts.end(), [&](const Part& part) { return has(part.head) || has(part.text); }))
      return boundary;
  }
}

std::size_t sizeOf(const std::vector<Part>& parts, std::size_t boundary) {
  std::size_t size = boundary + 6;
  for (const Part& part : parts) size += boundary + part.head.size() + part.text.size() + part.bytes.size() + 4;
  return size;
}

}  // namespace

std::pair<std::string, std::string> multipart(std::string_view object, const PictureParts& picture) {
  std::vector<Part> parts;
  for (const auto& [name, raw] : jsonMembers(object)) {
    if (raw != "null") parts.push_back({.head = headOf(name, ""), .text = jsonToText(raw)});
  }
  if (!picture.jpeg.empty()) {
    for (const std::string& name : picture.names)
      parts.push_back(
          {.head = headOf(name, "; filename=\"snapshot.jpg\"\r\nContent-Type: image/jpeg"), .bytes = picture.jpeg});
  }
  const std::string boundary = boundaryFor(parts, picture.jpeg);
  std::string body;
  body.reserve(sizeOf(parts, boundary.size()));
  for (const Part& part : parts) {
    body += "--" + boundary;
    body += part.head;
    body += part.text;
    body += part.bytes;
    body += "\r\n";
  }
  body += "--" + boundary + "--\r\n";
  return {"multipart/form-data; boundary=" + boundary, std::move(body)};
}

}  // namespace herald::webhook
