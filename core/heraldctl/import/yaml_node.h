// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::core::import {

/// A value of a YAML document. It is read with libyaml, whose grammar is that of PyYAML, with which OctoPrint writes
/// and reads its files. Aliases, merge keys (`<<`) and duplicate keys (the last one wins) mean what they mean there. A
/// text stays as it is written: `0x10` and `yes` are texts. Immutable; copies are cheap.
class YamlNode {
 public:
  using Members = std::vector<std::pair<std::string, YamlNode>>;

  YamlNode() = default;  ///< no value

  /// Reads the only document of a text in UTF-8 or UTF-16. Throws std::runtime_error with a clause: "is not valid YAML:
  /// … at line 3".
  static YamlNode parse(std::string_view text);

  bool exists() const { return kind_ != Kind::Missing; }
  bool isNull() const { return kind_ == Kind::Null; }
  bool isText() const { return kind_ == Kind::Text; }
  bool isList() const { return kind_ == Kind::List; }
  bool isMap() const { return kind_ == Kind::Map; }

  const std::string& text() const;            ///< empty for anything else
  const std::vector<YamlNode>& list() const;  ///< empty for anything else

  /// The members of a map whose key is a text, each key once. Empty for anything else.
  const Members& members() const;

  /// The member of a map. No value if the map lacks it, or if this is no map.
  YamlNode operator[](std::string_view key) const;

 private:
  friend class YamlDocument;
  enum class Kind { Missing, Null, Text, List, Map };
  struct Data;

  Kind kind_ = Kind::Missing;
  std::shared_ptr<const Data> data_{};
};

}  // namespace herald::core::import
