// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "herald/export.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// How a service counts the length of a text.
enum class Count : std::uint8_t {
  Characters,  ///< UTF-16 code units: the strictest count of characters that services use (an emoji is 2)
  Bytes,       ///< the bytes of UTF-8
};

/// `text`, cut to a length of at most `most` if it is longer. A cut text ends in an ellipsis if there is room for one.
/// Cuts between the characters that a reader sees (Unicode's extended grapheme clusters): not between a letter and its
/// accents, nor within an emoji. A single character longer than the limit is cut within. A byte that is not UTF-8
/// counts as a character. Any thread may call it.
HERALD_API std::string cutText(std::string_view text, std::size_t most, Count count = Count::Characters);

/// The longest texts that a receiver accepts in the fields of a JSON document: `limits.content = 2000`,
/// `limits.embeds.0.title = 256`, `limits.message = 4096 bytes`. A limit applies to the rendered text, so it holds for
/// every template. Immutable; any thread may use it.
class HERALD_API FieldLimits {
 public:
  /// The declaration of the option `limits`. Add it to the options of your plugin.
  static Option option();

  FieldLimits() = default;
  /// Reads the option `limits`. Throws BadSettings if a limit is not a number of characters or bytes.
  explicit FieldLimits(const Settings& settings);

  /// A text for this field, cut if the field has a limit. For fields outside a JSON document.
  std::string cutField(std::string text, std::string_view field) const;

  /// `json` with each string at a limited path cut by cutText. Values that are not strings stay as they are.
  std::string cut(std::string json) const;

 private:
  struct Limit {
    std::size_t most = 0;
    Count count = Count::Characters;
  };
  std::map<std::string, Limit, std::less<>> limits_{};
};

}  // namespace herald::inline v1
