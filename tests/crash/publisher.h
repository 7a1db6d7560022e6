// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace herald::testing {

/// Events of about `size` bytes, with their number as @n.
std::function<std::string(int number)> tick(std::size_t size = 200);

/// Sends numbered events of one device to the http source, one after the other, in its own thread. It repeats each
/// event until Herald accepts it, also while the daemon is down.
class Publisher {
 public:
  /// Makes the members of the event with this number, from 1: `"type":"Tick"`.
  using Event = std::function<std::string(int number)>;

  Publisher(int port, std::string device, Event event = tick());
  ~Publisher() { stop(); }
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  int stop();  ///< ends after the current event; returns the number of accepted events
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
