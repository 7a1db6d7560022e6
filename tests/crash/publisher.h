#pragma once

#include <atomic>
#include <set>
#include <string>
#include <thread>

namespace herald::testing {

/// A port of this machine that nobody listens at for the moment.
int freePort();

/// Sends numbered events of one device to the http source, one after the other, each until it is accepted, in a thread
/// of its own and through every death of the daemon.
class Publisher {
 public:
  /// `size`: about how many bytes an event has.
  Publisher(int port, std::string device, std::size_t size = 200);
  ~Publisher() { stop(); }
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  int stop();  ///< after the event that is under way; says how many were accepted
  int accepted() const { return accepted_; }
  const std::set<int>& sentAgain() const { return sentAgain_; }  ///< after stop(): their first answer was cut off
  const std::string& device() const { return device_; }

 private:
  void run();

  const int port_;
  const std::string device_;
  const std::string filling_;
  std::atomic<int> accepted_ = 0;
  std::set<int> sentAgain_{};
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace herald::testing
