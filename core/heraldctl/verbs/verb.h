// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// The exit code for a wrong configuration: EX_CONFIG of sysexits.h.
inline constexpr int kBadConfiguration = 78;

/// One argument or option of a verb.
struct Parameter {
  enum class Kind { Text, List, Flag, Number, Numbers };
  enum class Offer { Nothing, Files, Sinks, Sources, Presets };  ///< what a shell offers for the value

  std::string name{};      ///< "SINK" for an argument, "--event" for an option
  std::string value{};     ///< what the help shows behind an option: "TYPE"
  std::string help{};      ///< one sentence
  Kind kind = Kind::Text;  ///< List and Numbers may be given several times
  bool required = false;
  std::string fallback{};   ///< the default; empty if there is none
  std::uint64_t least = 0;  ///< bounds of a number
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  Offer offer = Offer::Nothing;
  std::vector<std::string> words{};  ///< the words that a shell offers, if there are only a few
};

/// What the command line gave to a verb. A value.
class Arguments {
 public:
  using Values = std::map<std::string, std::vector<std::string>>;

  /// `values` holds what was given or is the default, by the name of the parameter.
  Arguments(std::filesystem::path config, Values values);

  /// The configuration file: --config or its default.
  const std::filesystem::path& config() const { return config_; }

  std::string text(const std::string& parameter) const;  ///< empty if nothing was given
  std::vector<std::string> list(const std::string& parameter) const;
  std::uint64_t number(const std::string& parameter) const;  ///< for a parameter with a default, or a required one
  std::vector<std::uint64_t> numbers(const std::string& parameter) const;
  bool flag(const std::string& parameter) const { return !list(parameter).empty(); }

 private:
  std::filesystem::path config_;
  Values values_;
};

/// One verb of heraldctl: its declaration, and the function that does its work.
struct Verb {
  /// Prints what it found to `out` and returns the exit code. Throws BadConfiguration, or std::exception with one
  /// sentence.
  using Run = std::function<int(const Arguments& arguments, std::ostream& out)>;

  std::string name{};
  std::string help{};  ///< one sentence
  std::vector<Parameter> parameters{};
  Run run{};                  ///< empty if the verb only holds other verbs
  std::vector<Verb> verbs{};  ///< as `show` in `heraldctl queue show`
  bool takesConfig = true;    ///< has the option --config
};

}  // namespace herald::core::ctl
