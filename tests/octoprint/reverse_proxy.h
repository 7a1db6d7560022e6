#pragma once

#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// An nginx with TLS before a server on this machine, which it shows below a path, as OctoPrint's manual says.
class ReverseProxy {
 public:
  explicit ReverseProxy(int port);

  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/printers/mk3"; }
  std::string authority() const { return (folder_.path() / "cert.pem").string(); }  ///< to be trusted

 private:
  TemporaryFolder folder_;
  int port_;
  std::unique_ptr<Process> nginx_;
};

}  // namespace herald::testing
