// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

namespace herald::webhook {

/// What a receiver wants of some fields of the rendered data, and a template cannot say: `trim`, the texts that lose
/// blanks and line ends at their end; `optional`, the parts that are left out if a text in them is empty; `numbers`,
/// the texts that become numbers, true or false. A field is named by its path, as in `limits`. Immutable; any thread
/// may use it.
class DataShape {
 public:
  static std::vector<Option> options();

  DataShape() = default;
  explicit DataShape(const Settings& settings);  ///< throws BadSettings

  /// The data in this shape. Paths that it does not have count for nothing, so one shape may serve several requests.
  std::string apply(std::string json) const;

 private:
  std::vector<std::string> optional_{};  ///< the last one first, so that no index moves before its turn
  std::vector<std::string> numbers_{};
  std::vector<std::string> trim_{};
};

}  // namespace herald::webhook
