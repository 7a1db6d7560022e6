// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/export.h"
#include "herald/temporary.h"

/// What an editor or a copied page leaves in a text, and nobody sees. Any thread may call these functions.
namespace herald::inline v1 {

/// `text` without the byte order mark (EF BB BF) that some programs put at its start. Call it on every text that comes
/// from a file or from another program.
HERALD_API std::string_view withoutMark(std::string_view text);
template <TemporaryOf<std::string> Text>
std::string_view withoutMark(Text&& text) = delete;

/// The same without blanks, line ends and byte order marks at both ends.
HERALD_API std::string_view withoutEdges(std::string_view text);
template <TemporaryOf<std::string> Text>
std::string_view withoutEdges(Text&& text) = delete;

/// The offset of the first byte that is not UTF-8. Nothing if the whole text is UTF-8.
HERALD_API std::optional<std::size_t> firstNotUtf8(std::string_view text);

/// Which characters count as hidden.
enum class Hidden : std::uint8_t {
  Any,     ///< all that look like nothing or like a blank; not the blank itself, tabs, line ends and parts of an emoji
  InProse  ///< without those that a sentence may need: blanks of a certain width, joiners, variants, direction marks
};

/// A character that a reader cannot see, or cannot tell from another one.
struct HiddenCharacter {
  std::size_t position = 0;  ///< in characters, from 1
  std::string name{};        ///< "U+200B (zero width space)"
};

/// The first hidden character. A byte that is not UTF-8 does not count.
HERALD_API std::optional<HiddenCharacter> firstHidden(std::string_view text, Hidden which);

/// What to say about the character at the start of `text` if it is a hidden one ("U+00A0 (no-break space)") or a curly
/// quote ("a curly quote “: write \" instead"). Empty for any other.
HERALD_API std::string oddCharacter(std::string_view text);

}  // namespace herald::inline v1
