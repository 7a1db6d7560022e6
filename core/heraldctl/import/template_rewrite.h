// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core::import {

/// One place in a text that had to change to keep its meaning.
struct Rewriting {
  std::string before{};  ///< "printer@topic"
  std::string after{};   ///< "printer@{topic}"
  bool operator==(const Rewriting&) const = default;
};

/// Rewrites templates of OctoPrint-Webhooks as templates of Herald. In the plugin, every at sign begins a variable,
/// even in an e-mail address. In Herald, an at sign after a letter or a digit is text. A value; every thread may call
/// it.
class TemplateRewriter {
 public:
  /// With `anyName`, an unknown name without a dot is a variable too, since a token server may add it. `inserted` holds
  /// variables whose value has variables in it, by name. The plugin expanded them in a second pass, so the rewriter
  /// puts the value in place of the variable.
  explicit TemplateRewriter(bool anyName = false, std::map<std::string, std::string> inserted = {});

  /// Rewrites a text. Adds what it changed to `done`, except inserted values.
  std::string text(std::string_view text, std::vector<Rewriting>& done) const;

  /// Does the same for each string of a JSON document, except the keys. Leaves everything else as it is written.
  std::string json(std::string_view document, std::vector<Rewriting>& done) const;

  /// Returns whether the text has one of the plugin's variables.
  static bool hasVariable(std::string_view text);

  /// Returns whether the text has this variable of the plugin's.
  static bool uses(std::string_view text, std::string_view variable);

 private:
  bool isVariable(std::string_view path) const;

  bool anyName_;
  std::map<std::string, std::string> inserted_;
};

}  // namespace herald::core::import
