// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "byte_stream.h"

namespace herald::serial {

/// A printer's bytes over TCP, from ser2net ("raw") or a Wi-Fi bridge. TCP keep-alive notices a peer that has vanished
/// within about a minute. For one thread.
class TcpStream final : public ByteStream {
 public:
  /// Connects. Throws Failure if it cannot, and if a stop is requested.
  TcpStream(const std::string& host, std::uint16_t port, std::stop_token stop);

  std::string name() const override { return name_; }
  int fd() const override { return socket_.get(); }
  std::size_t read(std::span<char> bytes) override;
  void write(std::string_view bytes) override;

 private:
  void watchPeer() const;

  std::string name_;
  FileDescriptor socket_;
};

}  // namespace herald::serial
