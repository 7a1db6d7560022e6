#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core::import {

/// One place where a text had to change to go on meaning what it meant.
struct Rewriting {
  std::string before{};  ///< "printer@topic"
  std::string after{};   ///< "printer@{topic}"
  bool operator==(const Rewriting&) const = default;
};

/// Turns a text with @variables of OctoPrint-Webhooks into one of Herald's. In the plugin an at sign always begins a
/// variable; in Herald one behind a letter or digit is text, as in an e-mail address, which the plugin cut in half.
class TemplateRewriter {
 public:
  /// With `anyName`, as for a hook whose token server adds variables, an unknown name without a dot is one too.
  /// `inserted` are variables whose value has variables in it, which the plugin expanded in a second pass: their value
  /// takes their place.
  explicit TemplateRewriter(bool anyName = false, std::map<std::string, std::string> inserted = {});

  /// The text for Herald; what had to change is added to `done`, but for what was inserted.
  std::string text(std::string_view text, std::vector<Rewriting>& done) const;

  /// The same for every string of a JSON document that is no key; all else stays as it is written.
  std::string json(std::string_view document, std::vector<Rewriting>& done) const;

  /// True if the text has one of the plugin's own variables.
  static bool hasVariable(std::string_view text);

 private:
  bool isVariable(std::string_view path) const;

  bool anyName_;
  std::map<std::string, std::string> inserted_;
};

}  // namespace herald::core::import
