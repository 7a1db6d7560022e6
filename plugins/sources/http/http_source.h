// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <string>

#include "access_check.h"
#include "herald/source.h"

namespace herald::http_source {

/// Takes events by HTTP from scripts and other programs. If it answers 202, Herald has accepted all events of the
/// request.
class HttpSource : public Source {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Takes events by HTTP from scripts and other programs."; }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;

 private:
  Poco::Net::SocketAddress address_;
  AccessCheck access_;
  std::size_t mostBytes_ = 0;
  Millis timeout_{0};
  std::string certificate_;
  std::string key_;
};

}  // namespace herald::http_source
