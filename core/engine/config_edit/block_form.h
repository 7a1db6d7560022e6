// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core {

/// The value of one option in a form.
struct FormValue {
  std::string text{};     ///< as it stands in the configuration; the words of a list with commas between them
  bool isStored = false;  ///< a secret that the form does not show: it stays what it is
  std::string shown{};    ///< what people may see of a stored address: "https://hooks.slack.com/***"
  bool operator==(const FormValue& other) const { return text == other.text && isStored == other.isStored; }
};

/// The values of a form by option, or member of a map: "url", "message.PrintDone". A missing option has its default.
using FormValues = std::map<std::string, FormValue>;

/// One block of the configuration as somebody has filled it in, not saved.
struct BlockForm {
  std::string kind{"sink"};
  std::string name{};
  std::optional<std::string> original{};  ///< the name that it has in the configuration; nothing for a new block
  FormValues values{};

  std::string prefix() const { return kind + "." + name + "."; }
};

/// What is wrong with one field of a form.
struct FormFault {
  std::string key{};  ///< the option; "name" for the name; empty for what is wrong elsewhere in the configuration
  std::string detail{};
  int line = 0, column = 0;  ///< within a value of several lines, from 1; 0: not known
  bool operator==(const FormFault&) const = default;
};

/// Thrown if a form cannot be written into a configuration at all.
class BadForm : public std::exception {
 public:
  explicit BadForm(std::vector<FormFault> faults) : faults_(std::move(faults)) {}
  const char* what() const noexcept override { return faults_.empty() ? "" : faults_.front().detail.c_str(); }
  const std::vector<FormFault>& faults() const { return faults_; }

 private:
  std::vector<FormFault> faults_;
};

/// The problems of this severity for the form of the block whose keys begin with `prefix` ("sink.slack."). A problem
/// elsewhere has no key, and says its place.
std::vector<FormFault> faultsOf(const std::vector<ConfigProblem>& problems, std::string_view prefix,
                                Severity severity = Severity::Error);

}  // namespace herald::core
