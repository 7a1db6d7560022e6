// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "herald/outcome.h"

namespace herald::core::ctl {

/// The program that checks a rule: `../lib/herald/try_contract`, seen from the running one.
std::filesystem::path contractProgram();

/// The contract suite of the SDK, run against the classes of a library. Each question is a process of its own: a plugin
/// that crashes or hangs spoils one answer, and never this process. For one thread.
class PluginContract {
 public:
  struct Rule {
    std::string name{};     ///< "EndsAnAttemptByItsDeadline"
    std::string promise{};  ///< "deliver() returns by attempt.deadline"
  };

  /// A class of the library, or of none if `whyRefused` says so.
  struct Class {
    std::string type{};        ///< "hello"
    std::string kind{};        ///< "sink"; empty if it was refused
    std::string whyRefused{};  ///< why Herald would not use it, as a sentence
    std::string problem{};     ///< what is wrong with the options that were given, or missing; a line for each
    std::vector<Rule> rules{};
  };

  /// What to try, and with which options: those of a block in the file `configuration`, if it is not empty, and above
  /// them `options` by name.
  struct Subject {
    std::filesystem::path library{};
    std::filesystem::path configuration{};
    std::map<std::string, std::string> options{};
  };

  /// `limit` is the longest time for one answer. Throws std::runtime_error if `program` is missing.
  PluginContract(Subject subject, Millis limit, std::filesystem::path program = contractProgram());

  /// The classes of the library. Throws std::runtime_error, in one sentence, if Herald would refuse the whole file.
  /// Throws it as well for a configuration that cannot be read.
  std::vector<Class> classes() const;

  /// What breaks the rule, one sentence each; empty if the class keeps it. A hang and a crash are such sentences, too.
  std::vector<std::string> failuresOf(const Class& of, const Rule& rule) const;

 private:
  struct Answer;
  Answer ask(const std::vector<std::string>& more) const;

  Subject subject_;
  Millis limit_;
  std::filesystem::path program_;
};

}  // namespace herald::core::ctl
