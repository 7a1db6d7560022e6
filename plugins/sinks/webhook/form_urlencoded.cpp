// SPDX-License-Identifier: Apache-2.0
#include "form_urlencoded.h"

#include <algorithm>

#include "herald/json.h"

namespace herald::webhook {
namespace {

bool isUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void appendEncoded(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (isUnreserved(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

}  // namespace

std::string formEncoded(std::string_view object) {
  std::string pairs;
  for (const auto& [key, raw] : jsonMembers(object)) {
    if (raw == "null") continue;
    if (!pairs.empty()) pairs += '&';
    appendEncoded(pairs, key);
    pairs += '=';
    appendEncoded(pairs, jsonToText(raw));
  }
  return pairs;
}

std::string withQuery(std::string url, std::string_view query) {
  if (query.empty()) return url;
  const std::size_t fragment = std::min(url.find('#'), url.size());
  const bool hasQuery = url.find('?') < fragment;
  const bool open = fragment > 0 && (url[fragment - 1] == '?' || url[fragment - 1] == '&');
  url.insert(fragment, (open ? "" : hasQuery ? "&" : "?") + std::string(query));
  return url;
}

}  // namespace herald::webhook
