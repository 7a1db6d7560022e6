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

/// Makes the plugin instances of a plan, one for each block: finds the type, checks the options, calls configure().
/// Adds each error to a list. For one thread; lives as long as the plan is made.
class InstanceMaker {
 public:
  InstanceMaker(const PlanTools& tools, std::vector<ConfigProblem>& problems) : tools_(tools), problems_(problems) {}

  /// The instance of a block. Returns `before` if its fingerprint is the same. `name` names its state and its logger;
  /// `core` are the core's options for this kind of block. Returns nothing if something is wrong with the block.
  std::optional<Instance> make(const Block& written, const std::string& name, const std::vector<Option>& core,
                               const Instance* before);

  /// Adds an error about this option of the block.
  void problem(const Block& block, const std::string& option, const std::string& text);

 private:
  /// The plugin type of a block, as its library offers it.
  struct Found {
    const Library& library;
    const Library::Offer& offer;
  };

  std::optional<Found> find(const Block& block);
  Instance configured(const Block& block, const std::string& name, const std::string& fingerprint,
                      const Settings& settings);

  const PlanTools& tools_;
  std::vector<ConfigProblem>& problems_;
  TlsFileCheck tlsFiles_{};
};

}  // namespace herald::core
