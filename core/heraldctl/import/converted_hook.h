// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace herald::core::import {

/// One option of the new sink.
struct SinkOption {
  enum class Kind {
    Plain,   ///< in the configuration itself
    Json,    ///< in a .json file beside it
    Secret,  ///< in a file of the folder secrets
  };
  std::string name{};
  std::string value{};
  Kind kind = Kind::Plain;
};

/// The result of converting one hook. A value.
struct ConvertedHook {
  std::vector<SinkOption> options{};     ///< in the order of the file, without the name of the sink
  std::string broken{};                  ///< why the plugin could not send this hook either; empty if it could
  std::vector<std::string> lost{};       ///< sentences: what Herald could not take over, and what to do
  std::vector<std::string> notes{};      ///< sentences: what is different from now on
  std::vector<std::string> rewritten{};  ///< "data: printer@topic → printer@{topic}"

  void add(const std::string& name, const std::string& value, SinkOption::Kind kind = SinkOption::Kind::Plain) {
    options.push_back({name, value, kind});
  }
  void breaks(const std::string& why) {
    if (broken.empty()) broken = why;
  }

  const std::string* find(const std::string& option) const;  ///< nullptr if the hook does not have it
  std::string text(const std::string& option) const;         ///< empty if the hook does not have it
};

}  // namespace herald::core::import
