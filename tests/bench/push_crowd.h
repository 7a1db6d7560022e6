// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>

#include "bench/printer_talk.h"

namespace herald::bench {

/// Acts as the hosts of thousands of printers in one thread. It has the parts that a source needs: the answer to one
/// request over HTTP, the push socket, and news for each client there.
class PushCrowd {
 public:
  /// `talk` must outlive this object.
  explicit PushCrowd(const PrinterTalk& talk);
  ~PushCrowd();
  PushCrowd(const PushCrowd&) = delete;
  PushCrowd& operator=(const PushCrowd&) = delete;

  int port() const { return port_; }
  int connected() const { return connected_; }  ///< push sockets that get all news at the moment
  long sent() const { return sent_; }           ///< messages that it has sent
  long pings() const { return pings_; }         ///< pings that it has answered

 private:
  struct Client {
    std::string in{};
    bool upgraded = false;
    bool follows = false;
  };

  void run();
  void accept();
  bool read(int fd, Client& client);
  static std::size_t bodySize(const std::string& head);
  bool answerHttp(int fd, Client& client);
  bool readFrame(int fd, Client& client);
  void drop(int fd);
  void sendNews();
  void send(int fd, const std::string& text, int opcode = 1);

  const PrinterTalk& talk_;
  int listener_;
  int port_ = 0;
  std::atomic<bool> ended_ = false;
  std::atomic<int> connected_ = 0;
  std::atomic<long> sent_ = 0, pings_ = 0;
  int tick_ = 0;
  std::map<int, Client> clients_;
  std::thread thread_;
};

}  // namespace herald::bench
