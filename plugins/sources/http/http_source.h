// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <memory>
#include <string>

#include "access_check.h"
#include "herald/server_certificate.h"
#include "herald/source.h"
#include "herald/tls_files.h"

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
  std::unique_ptr<ServerCertificate> makeCertificate(Feed& feed) const;

  Poco::Net::SocketAddress address_;
  AccessCheck access_;
  std::size_t mostBytes_ = 0;
  Millis timeout_{0};
  TlsFiles tls_{};
};

}  // namespace herald::http_source
