// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"

namespace herald::inline v1 {

/// Where a rendered text goes. Each place encodes the values of variables in its own way, so no value can add a header,
/// a query parameter or a JSON member.
enum class Place : std::uint8_t {
  Text,    ///< unchanged
  Url,     ///< percent-encoded; an http or https address at the very start stays as it is
  Header,  ///< without CR, LF and other control characters
  Json,    ///< the template is a JSON document; see Template
};

/// Makes the text of a value safe for a place that Place does not know: one level of an MQTT topic, a field of a CSV
/// line. It gets a string without quotes and escapes, "" for null, and any other value as JSON. It must be pure: any
/// thread may call it.
///
///   std::string topicLevel(std::string_view value);  // replaces / + #
///   Template topic("printers/@device/@topic", topicLevel);
using Encoder = std::string (*)(std::string_view value);

/// Finds a variable: returns the JSON at a dotted path, or an empty view if there is none. The view must stay valid
/// until render() returns.
using Lookup = std::function<std::string_view(std::string_view path)>;

/// Thrown if a template does not compile. Its text says what is wrong, and where.
class HERALD_API BadTemplate : public std::runtime_error {
 public:
  explicit BadTemplate(const std::string& what);
  ~BadTemplate() override;
};

/// A text with variables. It is compiled once and rendered for each event.
///
///   @name  @a.b.c  @list.0  @{a.b.c}  @{a.b|fallback}  @@ (an at sign)
///
/// - A name is [A-Za-z_][A-Za-z0-9_-]*. A dot, comma, bracket or dash at its end is text.
/// - A name with a dash may be a shorter variable and text: `@topic-done` is `@topic` and "-done" if no variable is
///   called `topic-done`. The longest variable that exists wins. In `@{…}` the name is taken exactly.
/// - An @ after a letter or digit is text, as in an e-mail address. `@{…}` is always a variable.
/// - A string is inserted as it is, null as nothing, and a number, boolean, object or array as JSON. Herald never
///   renders an inserted value again.
/// - A missing variable is an empty string. A fallback is plain text up to the brace. It replaces a variable that is
///   missing or null; that variable then does not count as missing.
///
/// With Place::Json the template is a JSON document, parsed once. Its strings may hold variables; its keys may not. A
/// string that is exactly one variable keeps the JSON type of the value, also null.
///
/// An immutable value: copies are cheap, and any number of threads may render it at once.
class HERALD_API Template {
 public:
  Template();                                    ///< the empty text
  Template(std::string_view text, Place place);  ///< throws BadTemplate

  /// A text whose variables and fallbacks pass `encoder`; the text itself stays as it is. `encoder` is not null. Throws
  /// BadTemplate.
  Template(std::string_view text, Encoder encoder);

  std::string render(const Lookup& lookup) const;

  /// Renders, and stores in `missing` which variables were missing: each once, in their order. Clears `missing` first.
  std::string render(const Lookup& lookup, std::vector<std::string>& missing) const;

  /// True if the template has `variable`, or a part of it: uses("meta") is true for "@meta.analysis".
  bool uses(std::string_view variable) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace herald::inline v1
