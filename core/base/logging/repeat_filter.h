// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Message.h>

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "herald/outcome.h"

namespace herald::core {

/// Holds back repeated warnings and errors. The first one passes. The filter counts the same ones for a minute, and
/// then writes one line with their number. For one thread at a time.
class RepeatFilter {
 public:
  using Now = std::function<Clock::time_point()>;

  explicit RepeatFilter(Now now = Clock::now);

  /// The messages to write when `message` comes: the counts of the series that ended, then the message itself, unless
  /// it is held back. A series ends after a minute, or when its source logs a notice or an information message.
  std::vector<Poco::Message> pass(const Poco::Message& message);

  /// The counts of the messages that are held back.
  std::vector<Poco::Message> flush();

 private:
  struct Series {
    Poco::Message first{};
    Clock::time_point end{};
    int repeats = 0;
  };
  using Key = std::tuple<std::string, int, std::string>;  ///< source, priority, text

  void endSeries(const std::function<bool(const Series&)>& which, std::vector<Poco::Message>& out);

  Now now_;
  std::map<Key, Series> series_;
};

}  // namespace herald::core
