#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "herald/export.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// `text`, or as much of its beginning as leaves room for an ellipsis within `most`. Cut only where one character that
/// a reader sees ends (Unicode's extended grapheme clusters): never within a letter with its accents or an emoji. Bytes
/// that are no UTF-8 count as characters of their own.
///
/// `most` counts UTF-16 code units, the narrowest count of characters that services use (an emoji is 2), or the bytes
/// of UTF-8.
enum class Count : std::uint8_t { Characters, Bytes };
HERALD_API std::string cutText(std::string_view text, std::size_t most, Count count = Count::Characters);

/// What a receiver takes at most in the text fields of a JSON document: `limits.content = 2000`,
/// `limits.embeds.0.title = 256`, `limits.message = 4096 bytes`. It holds for the rendered text, whatever template the
/// user wrote. Immutable; any thread may use it.
class HERALD_API FieldLimits {
 public:
  /// The declaration of the option `limits`.
  static Option option();

  FieldLimits() = default;
  explicit FieldLimits(const Settings& settings);  ///< throws BadSettings

  /// `json` with each string at a limited path cut by cutText. What is no string is left alone.
  std::string cut(std::string json) const;

 private:
  struct Limit {
    std::size_t most = 0;
    Count count = Count::Characters;
  };
  std::map<std::string, Limit> limits_{};
};

}  // namespace herald::inline v1
