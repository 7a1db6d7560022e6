// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/config_edit/configuration_editor.h"

namespace herald::core {

/// A hook, which is a sink, as the console lists it. A value.
struct HookFacts {
  WrittenBlock block{};
  std::string title{};  ///< how the service of its preset calls itself; else the type
  bool isEnabled = true;
  std::vector<std::string> events{};  ///< as the configuration names them; empty: the usual ones
  std::string address{};              ///< of the receiver, without what may be secret
  std::string file{};                 ///< of the block; one of the console begins in the data folder
};

/// The address of a block (its option `url`) without what stands behind the host, if that may be a secret. Every thread
/// may call it.
std::string addressOf(const Block& block, const std::vector<Option>& options);

/// The option `enabled` of a block; true if it is missing or wrong. Every thread may call it.
bool isSwitchedOn(const Block& block);

/// Reads the hooks from the files of the configuration. Every thread may call it.
class HookList {
 public:
  explicit HookList(const ConfigurationEditor& editor) : editor_(editor) {}  ///< `editor` outlives it

  std::vector<HookFacts> all() const;

 private:
  const ConfigurationEditor& editor_;
};

}  // namespace herald::core
