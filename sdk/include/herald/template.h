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

/// Where a rendered text goes. Each place encodes the values of variables for itself, so that no value can add a
/// header, a query parameter or a JSON member:
enum class Place : std::uint8_t {
  Text,    ///< as they are
  Url,     ///< percent-encoded; a variable at the very start is a base address and goes in raw (http and https only)
  Header,  ///< without CR, LF and other control characters
  Json,    ///< the template is a JSON document, see below
};

/// Finds a variable: the raw JSON text at a dotted path, or an empty view if there is none. It has to stay valid until
/// the rendering ends.
using Lookup = std::function<std::string_view(std::string_view path)>;

/// Thrown for a template that does not compile; the text says what and where.
class HERALD_API BadTemplate : public std::runtime_error {
 public:
  explicit BadTemplate(const std::string& what);
  ~BadTemplate() override;
};

/// A text with variables, compiled once and rendered for each event.
///
///   @name  @a.b.c  @list.0  @{a.b.c}  @{a.b|fallback}  @@ (an at sign)
///
/// A name is [A-Za-z_][A-Za-z0-9_-]*. A trailing dot, comma, bracket or dash is text, and a name with a dash that does
/// not exist gives way to its longest part before a dash that does (`@topic-done`). A plain @ after a letter or digit,
/// as in an e-mail address, is text. What a variable brings in is never looked at again. A string goes in as it is,
/// null as nothing, a number, boolean, object or array as JSON. A missing variable is an empty string. A fallback is
/// plain text up to the brace; it stands in for a variable that is missing or null, which then does not count as
/// missing.
///
/// With Place::Json the template is a JSON document, parsed once. Variables stand in its strings (not in its keys); a
/// string that is exactly one variable keeps the JSON type of its value, null included.
///
/// An immutable value; a copy is cheap, and any number of threads may render it at once.
class HERALD_API Template {
 public:
  Template();                                    ///< the empty text
  Template(std::string_view text, Place place);  ///< throws BadTemplate

  std::string render(const Lookup& lookup) const;

  /// The same, and says which variables were missing, each once, in their order. `missing` is cleared first.
  std::string render(const Lookup& lookup, std::vector<std::string>& missing) const;

  /// True if the template names `variable` or something within it: uses("meta") for "@meta.analysis".
  bool uses(std::string_view variable) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace herald::inline v1
