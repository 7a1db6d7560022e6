// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace herald::core {

/// The place of a property: a line of a file, or an environment variable.
struct Location {
  std::string file{};
  int line = 0;            ///< from 1; 0 means the whole file
  std::string variable{};  ///< the name of the environment variable; then there is no file
  bool operator==(const Location&) const = default;
};

/// "herald.properties:14", or "HERALD_sink__slack__url"; empty without a file and a variable.
std::string toString(const Location& location);

/// The same without the line.
std::string placeOf(const Location& location);

/// An error makes a configuration unusable. A warning says that something can never work as it is written.
enum class Severity : std::uint8_t { Error, Warning };

/// One error or warning about a configuration.
struct ConfigProblem {
  Location at{};
  std::string key{};   ///< empty if the error is not about one key
  std::string text{};  ///< a clause: "unknown option, did you mean `retries`?"
  Severity severity = Severity::Error;
  bool operator==(const ConfigProblem&) const = default;
};

/// "herald.properties:14: sink.slack.retrys: unknown option, did you mean `retries`?" A warning says so:
/// "herald.properties:14: warning: sink.slack.events: …"
std::string toString(const ConfigProblem& problem);

/// Sorts problems by file, in the order of reading, and by line. Removes duplicates.
void sortProblems(std::vector<ConfigProblem>& problems);

/// True if at least one of them is an error.
bool hasErrors(const std::vector<ConfigProblem>& problems);

/// All errors and warnings in a configuration, one line each, in the order of the files.
class BadConfiguration : public std::runtime_error {
 public:
  explicit BadConfiguration(std::vector<ConfigProblem> problems);
  const std::vector<ConfigProblem>& problems() const { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

}  // namespace herald::core
