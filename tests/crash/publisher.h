#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace herald::testing {

/// A port of this machine that nobody listens at for the moment.
int freePort();

/// Events with their number as @n, of about this many bytes.
std::function<std::string(int number)> tick(std::size_t size = 200);

/// Sends numbered events of one device to the http source, one after the other, each until it is accepted, in a thread
/// of its own and through every death of the daemon.
class Publisher {
 public:
  /// The members of the event with this number, counted from 1: `"type":"Tick"`.
  using Event = std::function<std::string(int number)>;

  Publisher(int port, std::string device, Event event = tick());
  ~Publisher() { stop(); }
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  int stop();  ///< after the event that is under way; says how many were accepted
  int accepted() const { return accepted_; }
  const std::string& device() const { return device_; }

 private:
  void run();

  const int port_;
  const std::string device_;
  const Event event_;
  std::atomic<int> accepted_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace herald::testing
