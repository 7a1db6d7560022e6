#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <ostream>
#include <random>
#include <string>

#include "harness/receiver.h"

namespace herald::testing {

/// What a receiver got of numbered events, and what is wrong with that. It refuses some of them by a seeded chance. The
/// header Life says which life of the daemon a request is of, since one may arrive after the death. Every thread may
/// use it.
class Ledger {
 public:
  /// What is wrong. All of it is 0 where every promise was kept.
  struct Verdict {
    std::size_t lost = 0;        ///< accepted, and never arrived
    std::size_t outOfOrder = 0;  ///< arrived after a later one of their device: for the first time
    std::size_t twice = 0;       ///< arrived twice in one life
    std::size_t otherIds = 0;    ///< arrived again with another webhook-id
    std::size_t tooLate = 0;     ///< arrived again although a life of the daemon in between had got further already
    std::size_t duplicates = 0;  ///< arrived again, as they may
    std::size_t arrived = 0;
  };

  explicit Ledger(unsigned seed) : random_(seed) {}

  int take(const Received& request);  ///< the status to answer
  bool has(const std::string& device, int last);

  /// `accepted`: how many events of each device were, numbered from 1.
  Verdict verdict(const std::map<std::string, int>& accepted);

 private:
  struct Arrival {
    std::string id{};
    int life = 0;
  };

  std::mutex mutex_{};
  std::mt19937 random_;
  std::map<std::string, std::map<int, Arrival>> arrivals_{};  // by device and number
  std::map<std::string, std::map<int, int>> newestInLife_{};  // by device and life
  Verdict verdict_{};
};

std::ostream& operator<<(std::ostream& out, const Ledger::Verdict& verdict);

}  // namespace herald::testing
