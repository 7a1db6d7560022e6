// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace herald::kafka_sink {

/// One record of a topic, as Kafka calls a message. A value.
struct Record {
  std::string topic{};
  std::string key{};  ///< empty: none, so that the records spread over all partitions
  std::string value{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::chrono::system_clock::time_point time{};
};

}  // namespace herald::kafka_sink
