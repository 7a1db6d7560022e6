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

/// What an option's text has to be. The text itself is what stands in the configuration.
enum class Type : std::uint8_t {
  Text,
  Secret,  ///< text that no log, message or console shows
  Flag,    ///< true, yes, on, 1 or false, no, off, 0
  Integer,
  Number,
  Duration,      ///< a number and a unit: 500ms, 30s, 5m, 2h, 1d
  Choice,        ///< one of Option::choices, in any case
  List,          ///< words between commas
  Map,           ///< members: `headers.Accept = text/plain`, or all at once as a JSON object; a member of its own wins
  Template,      ///< text with variables, see template.h
  JsonTemplate,  ///< JSON with variables in its strings, see template.h
};

/// One option that a plugin understands, declared once. The check of the configuration, `heraldctl plugins show` and
/// the tables of the READMEs all come from this.
struct Option {
  std::string name{};  ///< "url", "tls.ca"; never ends in ".file", which Herald adds to every option
  Type type = Type::Text;
  std::string fallback{};  ///< its value where the configuration has none, written as there
  std::string help{};      ///< one sentence, ending in a full stop
  bool required = false;
  std::vector<std::string> choices{};  ///< of a Choice
};

/// "text", "secret", "flag", …, "JSON template".
HERALD_API std::string_view toString(Type type);

/// What is wrong with one option: `why` is a clause such as "has to be a whole number, not `ten`". The core puts file,
/// line and key in front of it.
struct Problem {
  std::string option{};
  std::string why{};
};

/// Thrown where options are checked, with all that is wrong at once.
class HERALD_API BadSettings : public std::runtime_error {
 public:
  explicit BadSettings(std::vector<Problem> problems);
  ~BadSettings() override;
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The values of one plugin's options, checked against their declaration before configure() sees them: unknown names,
/// missing required ones, wrong types, templates that do not compile. A value; a copy is cheap, and any thread may read
/// it. Asking for an option that was not declared, or by another type's function, is a mistake of the plugin's author
/// and throws std::logic_error. An option that is neither given nor has a fallback is "", false, 0 or empty.
class HERALD_API Settings {
 public:
  using Values = std::map<std::string, std::string>;  ///< option or member of a map ("headers.Accept") → text

  Settings();
  /// Throws BadSettings, or std::logic_error where the declaration itself is wrong: a name twice, a fallback that does
  /// not fit its type.
  Settings(std::vector<Option> options, Values values);

  bool has(std::string_view option) const;          ///< given in the configuration, not only by its fallback
  std::string text(std::string_view option) const;  ///< Text, Secret, Choice (as declared), Template, JsonTemplate
  bool flag(std::string_view option) const;
  std::int64_t integer(std::string_view option) const;
  double number(std::string_view option) const;
  Millis duration(std::string_view option) const;
  std::vector<std::string> list(std::string_view option) const;  ///< trimmed, without empty words
  std::map<std::string, std::string> map(std::string_view option) const;

  /// Every value that must never be shown: those of Secret options.
  std::vector<std::string> secrets() const;

  const std::vector<Option>& options() const;
  const Values& values() const;  ///< as given, without the fallbacks

  /// For configure(): refuses the value of one option. Throws BadSettings.
  [[noreturn]] void reject(std::string_view option, std::string_view why) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

/// "30s", "5m", "250ms", "0" as a duration; throws std::invalid_argument with a clause that says what is expected.
HERALD_API Millis parseDuration(std::string_view text);

/// The candidate nearest to a mistyped word, as ", did you mean `retries`?"; empty if none is near.
HERALD_API std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace herald::inline v1
