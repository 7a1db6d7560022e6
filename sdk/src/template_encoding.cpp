// SPDX-License-Identifier: Apache-2.0
#include <Poco/String.h>

#include "herald/json.h"
#include "json_string.h"
#include "template_code.h"

namespace herald::inline v1 {

namespace {

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool isBlank(char c) { return c == ' ' || isControl(c); }

bool isAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool isUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void appendPercent(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += '%';
  out += kDigits[static_cast<unsigned char>(c) >> 4];
  out += kDigits[static_cast<unsigned char>(c) & 15];
}

void appendUrlPart(std::string& out, std::string_view text) {
  for (const char c : text) isUnreserved(c) ? out.push_back(c) : appendPercent(out, c);
}

void appendUrl(std::string& out, std::string_view text) {
  for (const char c : text) isBlank(c) || !isAscii(c) ? appendPercent(out, c) : out.push_back(c);
}

void appendBaseUrl(std::string& out, std::string_view text) {
  std::string address(text);
  std::erase_if(address, isBlank);
  const auto scheme = Poco::toLower(address.substr(0, address.find("://")));
  const bool isHttp = scheme.size() < address.size() && (scheme == "http" || scheme == "https");
  isHttp ? appendUrl(out, address) : appendUrlPart(out, text);
}

void appendHeader(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!isControl(c) || c == '\t') out += c;
  }
}

void appendText(std::string& out, std::string_view raw) {
  if (raw.starts_with('"')) {
    unescape(out, raw.substr(1, raw.size() - 2));
  } else if (raw != "null") {
    out += raw;
  }
}

void appendJsonString(std::string& out, std::string_view raw) {
  if (raw.starts_with('"')) {
    out += raw.substr(1, raw.size() - 2);
  } else if (raw != "null") {
    jsonEscape(out, raw);
  }
}

}  // namespace

void appendValue(std::string& out, std::string_view raw, Encoding encoding) {
  switch (encoding) {
    case Encoding::Text: return appendText(out, raw);
    case Encoding::Url: return appendUrlPart(out, jsonToText(raw));
    case Encoding::BaseUrl: return appendBaseUrl(out, jsonToText(raw));
    case Encoding::Header: return appendHeader(out, jsonToText(raw));
    case Encoding::JsonString: return appendJsonString(out, raw);
    case Encoding::JsonValue: out += raw;
    case Encoding::Own: break;
  }
}

void appendLiteral(std::string& out, std::string_view text, Encoding encoding) {
  switch (encoding) {
    case Encoding::Url:
    case Encoding::BaseUrl: return appendUrl(out, text);
    case Encoding::Header: return appendHeader(out, text);
    case Encoding::JsonString:
    case Encoding::JsonValue: return jsonEscape(out, text);
    case Encoding::Text:
    case Encoding::Own: out += text;
  }
}

}  // namespace herald::inline v1
