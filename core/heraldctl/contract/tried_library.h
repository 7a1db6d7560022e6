// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/plugin_host/loaded_library.h"
#include "herald/testing/contract.h"

namespace herald::core::ctl {

/// A library in this process, whose classes are checked against the contract. It was checked as Herald checks a plugin.
/// For one thread.
class TriedLibrary {
 public:
  /// Throws std::runtime_error; its text is a clause after the name of the file: "is truncated: …".
  explicit TriedLibrary(const std::filesystem::path& file);

  const std::vector<Library::Offer>& offers() const { return library_.offers(); }

  /// By type: why Herald would not use the class, as a sentence.
  const std::map<std::string, std::string>& refused() const { return library_.refused(); }

  /// The rules for a class. Before those of the contract comes one that says whether its options are good.
  static std::vector<test::Rule> rulesFor(const Library::Offer& offer);

  /// What breaks this rule of the class, one sentence each; empty if it is kept. The library outlives the call. A
  /// plugin may hang in it, and may end the process. `limit` is how long the caller waits for the answer.
  std::vector<std::string> failuresOf(const Library::Offer& offer, const Settings::Values& values,
                                      const std::string& rule, Millis limit) const;

 private:
  static LoadedLibrary load(const std::filesystem::path& file);

  LoadedLibrary library_;
};

}  // namespace herald::core::ctl
