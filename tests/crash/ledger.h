// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <ostream>
#include <random>
#include <string>

#include "harness/receiver.h"

namespace herald::testing {

/// Records which numbered events a receiver got, and checks them against Herald's promises. It rejects some requests at
/// random, by a seed. The header `Life` has the number of the daemon's process, because a request may arrive after its
/// process has ended. Any thread may use it.
class Ledger {
 public:
  /// The first five counts are 0 if every promise was kept.
  struct Verdict {
    std::size_t lost = 0;        ///< accepted, but never arrived
    std::size_t outOfOrder = 0;  ///< arrived for the first time after a later one of its device
    std::size_t twice = 0;       ///< arrived twice from one process
    std::size_t otherIds = 0;    ///< arrived again with another webhook-id
    std::size_t tooLate = 0;     ///< arrived again after a process in between had got further
    std::size_t duplicates = 0;  ///< arrived again, which is allowed
    std::size_t arrived = 0;
  };

  explicit Ledger(unsigned seed) : random_(seed) {}

  int record(const Received& request);            ///< returns the status to answer
  int countOf(const std::string& device);         ///< events that have arrived
  bool has(const std::string& device, int last);  ///< whether the events 1 to `last` of the device have arrived

  /// Waits until the events 1 to `last` of the device have arrived. Throws std::runtime_error after kPatience.
  void waitFor(const std::string& device, int last);
  /// Waits until so many more events have arrived than now. Throws as above.
  void waitForMore(std::size_t count);

  /// `accepted` is the number of accepted events by device; they are numbered from 1.
  Verdict verdict(const std::map<std::string, int>& accepted);

 private:
  struct Arrival {
    std::string id{};
    int life = 0;
  };

  std::mutex mutex_{};
  std::condition_variable arrived_{};
  std::mt19937 random_;
  std::map<std::string, std::map<int, Arrival>> arrivals_{};  // by device and number
  std::map<std::string, std::map<int, int>> newestInLife_{};  // by device and life
  Verdict verdict_{};
};

std::ostream& operator<<(std::ostream& out, const Ledger::Verdict& verdict);

}  // namespace herald::testing
