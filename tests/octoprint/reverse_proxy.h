// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// An nginx with TLS in front of a server on this machine. It serves it below a path, as OctoPrint's manual recommends.
class ReverseProxy {
 public:
  explicit ReverseProxy(int port);

  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/printers/mk3"; }
  std::string authority() const { return (folder_.path() / "cert.pem").string(); }  ///< a PEM file for tls.ca

 private:
  TemporaryFolder folder_;
  int port_;
  std::unique_ptr<Process> nginx_;
};

}  // namespace herald::testing
