// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/template.h"

/// The compiled form of a template. Not for plugins.
namespace herald::inline v1 {

/// How a value is written in the place of its variable.
enum class Encoding : std::uint8_t {
  Text,
  Url,         ///< percent-encoded, except the unreserved characters of RFC 3986
  BaseUrl,     ///< an http or https address as it is, without blanks; any other value as in Url
  Header,      ///< without control characters
  JsonString,  ///< escaped, within the quotes of the template
  JsonValue,   ///< as JSON; a string with its quotes
  Own,         ///< by the encoder of the plugin
};

/// Appends a value for any encoding except Own.
void appendValue(std::string& out, std::string_view raw, Encoding encoding);

/// Appends text of the template itself. Changes only the characters that the place cannot hold.
void appendLiteral(std::string& out, std::string_view text, Encoding encoding);

/// A piece of text and the variable after it.
struct Piece {
  std::string before{};                   ///< already encoded
  std::string path{};                     ///< empty in the last piece
  std::optional<std::string> fallback{};  ///< as a raw JSON string
  Encoding encoding = Encoding::Text;
  bool braced = false;  ///< @{…}: the path is taken exactly
};

/// Compiles a template. The last piece has no variable. Throws BadTemplate.
std::vector<Piece> compile(std::string_view text, Place place);

}  // namespace herald::inline v1
