// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// The type of an option: which texts the configuration may give it.
enum class Type : std::uint8_t {
  Text,
  Secret,  ///< text that Herald masks in everything it prints
  Flag,    ///< true, yes, on, 1 or false, no, off, 0
  Integer,
  Number,
  Duration,      ///< a number and a unit: 500ms, 30s, 5m, 2h, 1d
  Choice,        ///< one of Option::choices, in any case
  List,          ///< words, separated by commas
  Map,           ///< members: `headers.Accept = text/plain`, or a JSON object with all of them; a single member wins
  Template,      ///< text with variables, see template.h
  JsonTemplate,  ///< JSON with variables in its strings, see template.h
  Size,          ///< a whole number of bytes, or a number and a unit: 512, 64 KiB, 1 MB, in any case
  Path,          ///< a file or folder; Herald makes a relative one begin at the folder of the main configuration file
  Arguments,  ///< words as a shell splits them by blanks, '…', "…" and \\; it is no shell: $X, `*` and `|` are text
  TemplateMap,  ///< a Map whose values are text with variables
};

/// True for a Map and a TemplateMap: their members are keys of the configuration.
constexpr bool hasMembers(Type type) { return type == Type::Map || type == Type::TemplateMap; }

/// One option of a plugin, declared once. The check of the configuration, `heraldctl plugins show` and the tables of
/// the READMEs use this declaration.
struct Option {
  std::string name{};  ///< "url", "tls.ca"; not NAME.file, which Herald offers for every option
  Type type = Type::Text;
  std::string fallback{};  ///< the default, written as in the configuration; empty for none
  std::string help{};      ///< one sentence, ending in a full stop
  bool required = false;
  std::vector<std::string> choices{};   ///< the values of a Choice
  std::string least{};                  ///< the least Integer, Number, Duration or Size: "1", "100ms"; empty for any
  std::string most{};                   ///< the greatest one
  std::vector<std::string> formerly{};  ///< names that it had before; they still work, and `heraldctl check` warns
  bool common = false;  ///< most people set it, so a form shows it first; a required option is always shown first

  bool operator==(const Option&) const = default;
};

/// The bounds of an option for people: "from 1 to 1000", "at least 1s", "at most 64 MiB"; empty without bounds. Any
/// thread may call it.
HERALD_API std::string rangeOf(const Option& option);

/// `key` with the name that the option has today: "timeout" for "wait", if the option `timeout` was formerly `wait`.
/// The same for a member of a map. Any other key stays as it is. Any thread may call it.
HERALD_API std::string currentName(const std::vector<Option>& options, std::string_view key);

/// "text", "secret", "flag", …, "JSON template". Any thread may call it.
HERALD_API std::string_view toString(Type type);

/// What is wrong with one option. `why` continues a sentence that begins with the option: "has to be a whole number,
/// not `ten`". Herald puts file, line and key in front of it.
struct Problem {
  std::string option{};
  std::string why{};
};

/// Thrown by the check of the options, with all problems at once.
class HERALD_API BadSettings : public std::runtime_error {
 public:
  explicit BadSettings(std::vector<Problem> problems);
  ~BadSettings() override;
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The values of a plugin's options. Herald checks them against the declaration before configure() sees them: unknown
/// names, missing required options, wrong types, values out of range, templates that do not compile. An option without
/// a value and without a default is "", false, 0 or empty. A value under a former name counts under today's.
///
/// Each function throws std::logic_error if the option is not declared, or declared with another type: that is a bug of
/// the plugin. An immutable value: copies are cheap, and any thread may read it.
class HERALD_API Settings {
 public:
  using Values = std::map<std::string, std::string>;  ///< by option, or member of a map ("headers.Accept")

  Settings();  ///< without any option

  /// Throws BadSettings if the values do not fit the options. Throws std::logic_error if the declaration itself is
  /// wrong: two options with one name, a default that does not fit the type or the bounds.
  Settings(std::vector<Option> options, Values values);

  bool has(std::string_view option) const;          ///< the configuration gives a value
  std::string text(std::string_view option) const;  ///< Text, Secret, Choice (as declared), Path and the templates
  bool flag(std::string_view option) const;
  std::int64_t integer(std::string_view option) const;
  double number(std::string_view option) const;
  Millis duration(std::string_view option) const;
  std::vector<std::string> list(std::string_view option) const;           ///< trimmed, without empty words
  std::map<std::string, std::string> map(std::string_view option) const;  ///< Map, TemplateMap
  std::uint64_t size(std::string_view option) const;                      ///< in bytes
  std::vector<std::string> arguments(std::string_view option) const;

  /// The values of the Secret options.
  std::vector<std::string> secrets() const;

  const std::vector<Option>& options() const;
  const Values& values() const;  ///< as given, without the defaults

  /// Rejects the value of one option, for checks in configure(). Always throws BadSettings.
  [[noreturn]] void reject(std::string_view option, std::string_view why) const;

  /// The same for one member of a map. It blames the key that has the member: its own, or that of the whole map.
  [[noreturn]] void rejectMember(std::string_view map, std::string_view member, std::string_view why) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

/// A duration from "30s", "5m", "250ms" or "0". Throws std::invalid_argument; its text says what is expected, as
/// Problem::why does. Any thread may call it.
HERALD_API Millis parseDuration(std::string_view text);

/// A number of bytes from "64 KiB", "1 MB" (a million) or "512", which always fits into a std::size_t. So a system of
/// 32 bits refuses 2 GiB and more. Otherwise like parseDuration.
HERALD_API std::uint64_t parseSize(std::string_view text);

/// The candidate that a mistyped word probably means, as ", did you mean `retries`?"; empty if no candidate is near.
/// Any thread may call it.
HERALD_API std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace herald::inline v1
