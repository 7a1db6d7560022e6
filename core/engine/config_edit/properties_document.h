// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::core {

/// The text of a .properties file whose properties can be changed. Everything else in it stays as it is: comments,
/// empty lines, the properties that nobody changes. For one thread.
class PropertiesDocument {
 public:
  /// A property as it stands in the file, with its line end.
  struct Written {
    std::string key{};
    std::string text{};
    bool operator==(const Written&) const = default;
  };

  explicit PropertiesDocument(std::string_view text);

  /// The properties whose key begins with `prefix`, in their order.
  std::vector<Written> under(std::string_view prefix) const;

  /// Replaces the text, and perhaps the key, of a property.
  void replace(const std::string& key, const Written& property);
  void remove(const std::string& key);

  /// Adds properties behind the last one whose key begins with `prefix`; at the end, behind an empty line, if there is
  /// none.
  void add(std::string_view prefix, const std::vector<Written>& properties);

  std::string text() const;

 private:
  struct Piece {
    std::string key{};  ///< empty for anything that is no property
    std::string text{};
  };

  std::vector<Piece> pieces_{};
};

}  // namespace herald::core
