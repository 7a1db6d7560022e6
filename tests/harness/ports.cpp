// SPDX-License-Identifier: Apache-2.0
#include "harness/ports.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "harness/patience.h"

namespace herald::testing {
namespace {

bool isListening(int port) {
  try {
    const Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
    return true;
  } catch (const Poco::Net::ConnectionRefusedException&) {
    return false;
  }
}

}  // namespace

// Below the ports that Linux gives to whoever asks for any: another test would get this one before the server starts.
int freePort() {
  std::random_device random;
  std::uniform_int_distribution<Poco::UInt16> ports(10'000, 32'000);
  for (;;) {
    try {
      return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", ports(random))).address().port();
    } catch (const Poco::Net::NetException&) {
      // somebody has it
    }
  }
}

void waitUntilListening(int port) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!isListening(port)) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("nobody listens at port " + std::to_string(port));
    std::this_thread::yield();
  }
}

}  // namespace herald::testing
