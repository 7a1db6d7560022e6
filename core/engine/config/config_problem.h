#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace herald::core {

/// Where a property stands.
struct Location {
  std::string file{};
  int line = 0;  ///< from 1; 0 means the file as a whole
  bool operator==(const Location&) const = default;
};

/// "herald.properties:14"; empty for no file.
std::string toString(const Location& location);

/// One thing that is wrong with a configuration.
struct ConfigProblem {
  Location at{};
  std::string key{};   ///< empty where it is not about one key
  std::string text{};  ///< a clause: "unknown option, did you mean `retries`?"
  bool operator==(const ConfigProblem&) const = default;
};

/// "herald.properties:14: sink.slack.retrys: unknown option, did you mean `retries`?"
std::string toString(const ConfigProblem& problem);

/// Puts problems in the order in which the files are read and of their lines, and drops what is there twice.
void sortProblems(std::vector<ConfigProblem>& problems);

/// All that is wrong with a configuration, one line each, in the order of the files.
class BadConfiguration : public std::runtime_error {
 public:
  explicit BadConfiguration(std::vector<ConfigProblem> problems);
  const std::vector<ConfigProblem>& problems() const { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

}  // namespace herald::core
