// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace herald::testing {

/// A TCP line to a server on this machine that a test can cut. A cut breaks all connections and rejects new ones, until
/// mend(). Any thread may call it.
class CutLine {
 public:
  explicit CutLine(int port);
  ~CutLine();

  std::string url() const { return "http://" + listener_.address().toString(); }
  void cut();
  void mend();

 private:
  void accept();
  void connect(const Poco::Net::StreamSocket& client);
  void carry(Poco::Net::StreamSocket from, Poco::Net::StreamSocket to);
  void closeAll();

  int port_;
  Poco::Net::ServerSocket listener_;
  std::mutex mutex_;
  bool cut_ = false;
  bool ended_ = false;
  std::vector<Poco::Net::StreamSocket> open_;
  std::vector<std::thread> carriers_;
  std::thread acceptor_;
};

}  // namespace herald::testing
