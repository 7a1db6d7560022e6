// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "heraldctl/doctor/endpoint.h"
#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// Is a server of the configuration there? It looks in this order, and stops at what is wrong: the name, a connection,
/// and with TLS the certificate. It sends nothing.
class EndpointExamination : public Examination {
 public:
  /// The whole look takes `limit` at most, but for the name: nobody can end that.
  EndpointExamination(Endpoint endpoint, std::chrono::milliseconds limit)
      : endpoint_(std::move(endpoint)), limit_(limit) {}
  std::string name() const override { return endpoint_.shownHost + ":" + std::to_string(endpoint_.port); }
  std::vector<Finding> look() const override;

 private:
  std::vector<Finding> aboutName() const;
  std::vector<Finding> aboutServer() const;

  Endpoint endpoint_;
  std::chrono::milliseconds limit_;
};

}  // namespace herald::core::ctl
