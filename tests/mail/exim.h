// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// One Exim for one test: a real mail server. It takes mail for mara@localhost, and after a login also for
/// workshop@localhost, of at most 100 KiB.
class Exim {
 public:
  static constexpr const char* kUser = "herald";
  static constexpr const char* kPassword = "s3cret of herald";

  /// Starts it; returns when it listens. Throws std::runtime_error if Exim is missing.
  Exim();

  int port() const { return port_; }
  int tlsPort() const { return tlsPort_; }  ///< TLS from the first byte

  /// The PEM file of its certificate, for "localhost" alone.
  std::string certificate() const { return (folder_.path() / "certificate.pem").string(); }

  /// Waits for this many delivered mails. Returns them as JSON, see read_mail.py.
  std::vector<std::string> mails(std::size_t count) const;

 private:
  TemporaryFolder folder_{};
  int port_, tlsPort_;
  std::unique_ptr<Process> process_{};
};

}  // namespace herald::testing
