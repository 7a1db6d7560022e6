#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>

namespace herald::bench {

/// As much of OctoPrint as a source needs, for thousands of them in one thread: the login, the push socket, and one
/// `current` a second to each.
class PushCrowd {
 public:
  PushCrowd();
  ~PushCrowd();
  PushCrowd(const PushCrowd&) = delete;
  PushCrowd& operator=(const PushCrowd&) = delete;

  int port() const { return port_; }
  int connected() const { return connected_; }  ///< push sockets that are logged in now
  long sent() const { return sent_; }           ///< messages
  long pings() const { return pings_; }         ///< that were answered

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
  void tellAll();
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
