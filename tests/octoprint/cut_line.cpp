// SPDX-License-Identifier: Apache-2.0
#include "octoprint/cut_line.h"

#include <Poco/Exception.h>
#include <sys/socket.h>

#include <array>

namespace herald::testing {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

CutLine::CutLine(int port) : port_(port), listener_(SocketAddress("127.0.0.1", 0)), acceptor_([this] { accept(); }) {}

CutLine::~CutLine() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    ::shutdown(listener_.impl()->sockfd(), SHUT_RDWR);
    closeAll();
  }
  acceptor_.join();
  for (auto& carrier : carriers_) carrier.join();
}

void CutLine::cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
  closeAll();
}

void CutLine::mend() {
  const std::lock_guard lock(mutex_);
  cut_ = false;
}

void CutLine::closeAll() {
  for (auto& socket : open_) ::shutdown(socket.impl()->sockfd(), SHUT_RDWR);
  open_.clear();
}

void CutLine::accept() {
  try {
    while (true) {
      StreamSocket client = listener_.acceptConnection();
      const std::lock_guard lock(mutex_);
      if (ended_) return;
      if (!cut_) connect(client);
    }
  } catch (const Poco::Exception&) {
    // the listener was shut down
  }
}

void CutLine::connect(const StreamSocket& client) {
  try {
    StreamSocket server(SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port_)));
    open_.push_back(client);
    open_.push_back(server);
    carriers_.emplace_back([this, client, server] { carry(client, server); });
    carriers_.emplace_back([this, client, server] { carry(server, client); });
  } catch (const Poco::Exception&) {
    // the server is down: close the connection to the client
  }
}

void CutLine::carry(StreamSocket from, StreamSocket to) {
  std::array<char, 65536> bytes;
  try {
    for (int count = 1; count > 0;) {
      count = from.receiveBytes(bytes.data(), bytes.size());
      if (count > 0) to.sendBytes(bytes.data(), count);
    }
  } catch (const Poco::Exception&) {
    // the other end closed the connection first
  }
  ::shutdown(to.impl()->sockfd(), SHUT_RDWR);
}

}  // namespace herald::testing
