// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "herald/export.h"
#include "herald/file_descriptor.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// Opens TCP connections within a time limit, which includes the resolution of the name: getaddrinfo alone may block
/// without end, and so may connect(2). Keep one in your plugin. Any thread may call it.
class HERALD_API TcpConnector {
 public:
  TcpConnector();
  ~TcpConnector();
  TcpConnector(const TcpConnector&) = delete;
  TcpConnector& operator=(const TcpConnector&) = delete;

  /// A connected socket, which blocks and is closed in child processes. Tries all addresses of `host`, which is a name
  /// or an address without brackets. Throws Failure with Retry: the name is unknown, nobody answers before `deadline`,
  /// a stop is requested.
  FileDescriptor connect(const std::string& host, std::uint16_t port, std::stop_token stop, Clock::time_point deadline);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace herald::inline v1
