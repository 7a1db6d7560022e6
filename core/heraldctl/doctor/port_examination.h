// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Can the daemon listen at an address of the configuration?
class PortExamination : public Examination {
 public:
  /// `key` has the address, such as 127.0.0.1:8484. If another process listens there and this user may not know which,
  /// it is the daemon of this data folder if one runs.
  PortExamination(std::string key, std::string address, std::filesystem::path dataDir)
      : key_(std::move(key)), address_(std::move(address)), dataDir_(std::move(dataDir)) {}
  std::string name() const override { return "port " + address_; }
  std::vector<Finding> look() const override;

 private:
  std::vector<Finding> taken(std::uint16_t port) const;

  std::string key_, address_;
  std::filesystem::path dataDir_;
};

}  // namespace herald::core::ctl
