// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "herald/host.h"
#include "record.h"

namespace herald::kafka {

/// Tells the operator of records that are no events. The log still has them, so a line says where they are. Each topic
/// has a line for its first bad record, and then at most one in ten minutes with the number of those since. The counter
/// `bad_records` counts all. For one thread.
class BadRecords {
 public:
  explicit BadRecords(Host& host) : host_(host) {}

  void add(const Record& record, const std::string& why);

 private:
  struct Topic {
    Clock::time_point told{};
    std::uint64_t untold = 0;
  };

  Host& host_;
  std::map<std::string, Topic> topics_{};
};

}  // namespace herald::kafka
