// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/instance.h"
#include "engine/pipeline/plan_tools.h"
#include "engine/pipeline/tls_file_check.h"

namespace herald::core {

/// Makes the plugin instances of a plan: finds the type, checks the options, calls configure(). Adds each error to a
/// list. For one thread; lives as long as the plan is made.
class InstanceMaker {
 public:
  InstanceMaker(const PlanTools& tools, std::vector<ConfigProblem>& problems) : tools_(tools), problems_(problems) {}

  /// A block whose options are right, before its instance is configured.
  struct Checked {
    Block block{};
    Settings settings{};
    std::string fingerprint{};  ///< Instance::fingerprint
  };

  /// The instance of a block. Returns `before` if its fingerprint is the same. `name` names its state and its logger;
  /// `core` are the core's options for this kind of block. Returns nothing if something is wrong with the block.
  std::optional<Instance> make(const Block& written, const std::string& name, const std::vector<Option>& core,
                               const Instance* before);

  /// All options of the block: those of its plugin, and those of the core. Nothing if there is no such plugin.
  std::optional<std::vector<Option>> optionsOf(const Block& written, const std::vector<Option>& core);

  /// The first part of make().
  std::optional<Checked> check(const Block& written, const std::vector<Option>& core);

  /// The last part of make(). The instance shares its state and its SharedParts with `sibling`, if there is one.
  std::optional<Instance> configure(const Checked& checked, const std::string& name, const Instance* sibling = nullptr);

  /// Adds an error about this option of the block.
  void problem(const Block& block, const std::string& option, const std::string& text);

 private:
  std::optional<FoundPlugin> find(const Block& block);
  Instance configured(const Checked& checked, const std::string& name, const Instance* sibling);

  const PlanTools& tools_;
  std::vector<ConfigProblem>& problems_;
  TlsFileCheck tlsFiles_{};
};

}  // namespace herald::core
