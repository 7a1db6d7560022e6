#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/template.h"

/// What a template is compiled to. Not for plugins.
namespace herald::inline v1 {

/// How a value goes into the place where its variable stands.
enum class Encoding : std::uint8_t {
  Text,
  Url,         ///< percent-encoded, all but RFC 3986's unreserved characters
  BaseUrl,     ///< an http or https address as it is, without blanks; anything else as in Url
  Header,      ///< without control characters
  JsonString,  ///< escaped, within the quotes of the template
  JsonValue,   ///< as it is, with quotes of its own if it is a string
};

void appendValue(std::string& out, std::string_view raw, Encoding encoding);

/// Text of the template itself: only what the place cannot hold is changed.
void appendLiteral(std::string& out, std::string_view text, Encoding encoding);

/// A stretch of text and the variable behind it.
struct Piece {
  std::string before{};                   ///< encoded already
  std::string path{};                     ///< empty in the last piece
  std::optional<std::string> fallback{};  ///< as a raw JSON string
  Encoding encoding = Encoding::Text;
  bool braced = false;  ///< @{…}: the path is taken at its word
};

/// The last piece names no variable. Throws BadTemplate.
std::vector<Piece> compile(std::string_view text, Place place);

}  // namespace herald::inline v1
