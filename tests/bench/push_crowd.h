// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>

namespace herald::bench {

/// Acts as thousands of OctoPrints in one thread. It has the parts that a source needs: the login, the push socket, and
/// one `current` message per second for each client.
class PushCrowd {
 public:
  PushCrowd();
  ~PushCrowd();
  PushCrowd(const PushCrowd&) = delete;
  PushCrowd& operator=(const PushCrowd&) = delete;

  int port() const { return port_; }
  int connected() const { return connected_; }  ///< push sockets that are logged in at the moment
  long sent() const { return sent_; }           ///< messages that it has sent
  long pings() const { return pings_; }         ///< pings that it has answered

 private:
  struct Client {
    std::string in{};
    bool upgraded = false;
    bool loggedIn = false;
  };

  void run();
  void accept();
  bool read(int fd, Client& client);
  bool answerHttp(int fd, Client& client);
  bool readFrame(int fd, Client& client);
  void drop(int fd);
  void sendState();
  void send(int fd, const std::string& text, int opcode = 1);

  int listener_;
  int port_ = 0;
  std::atomic<bool> ended_ = false;
  std::atomic<int> connected_ = 0;
  std::atomic<long> sent_ = 0, pings_ = 0;
  int second_ = 0;
  std::map<int, Client> clients_;
  std::thread thread_;
};

}  // namespace herald::bench
