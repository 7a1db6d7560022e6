// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/logging/secret_mask.h"
#include "herald/plugin.h"
#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// What does a source or a sink itself find at its server? See Prober.
class ProbeExamination : public Examination {
 public:
  /// `owner` is "sink log". The plugin is configured, and a Prober. `mask` knows its secrets.
  ProbeExamination(std::string owner, std::shared_ptr<Plugin> plugin, std::shared_ptr<const SecretMask> mask,
                   std::chrono::milliseconds limit)
      : owner_(std::move(owner)), plugin_(std::move(plugin)), mask_(std::move(mask)), limit_(limit) {}
  std::string name() const override { return owner_; }
  std::vector<Finding> look() const override;

 private:
  std::string owner_;
  std::shared_ptr<Plugin> plugin_;
  std::shared_ptr<const SecretMask> mask_;
  std::chrono::milliseconds limit_;
};

}  // namespace herald::core::ctl
