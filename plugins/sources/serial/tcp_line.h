#pragma once

#include <cstdint>
#include <string>

#include <Poco/Net/StreamSocket.h>

#include "input.h"
#include "stop_signal.h"

namespace herald::serial {

/// A serial line behind a TCP port, as ser2net ("raw") and Wi-Fi bridges offer it. A peer that has vanished without a
/// word is noticed by TCP's keep-alive within about a minute.
class TcpLine final : public Input {
 public:
  /// Throws Failure, also if it was asked to stop meanwhile.
  TcpLine(const std::string& host, std::uint16_t port, const StopSignal& stop);

  std::string name() const override { return name_; }
  int fd() const override;
  std::size_t read(std::span<char> bytes) override;
  void write(std::string_view bytes) override;

 private:
  void connect(const std::string& host, std::uint16_t port, const StopSignal& stop);
  void watchPeer();

  std::string name_;
  Poco::Net::StreamSocket socket_{};
};

}  // namespace herald::serial
