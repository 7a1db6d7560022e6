#pragma once

#include <Poco/Message.h>

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "herald/outcome.h"

namespace herald::core {

/// Holds back warnings and errors that say the same again and again: the first one goes on, those of the next minute
/// are counted, and one line says how many there were. For one thread at a time.
class RepeatFilter {
 public:
  using Now = std::function<Clock::time_point()>;

  explicit RepeatFilter(Now now = Clock::now);

  /// What is to be written now that `message` came: the counts of what has ended, then the message, unless it is held
  /// back. A series ends when its minute is over, or when its source reports anything better than a warning.
  std::vector<Poco::Message> pass(const Poco::Message& message);

  /// The counts of all that was held back and not written yet.
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
