// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <regex.h>

namespace herald::kafka {

/// A pattern in a list of topics: an extended regular expression of POSIX. The C library compiles it, as it does for
/// librdkafka. So Herald refuses what librdkafka refuses without a reason, and finds the topics that librdkafka finds.
/// Immutable; any thread may use it.
class TopicPattern {
 public:
  /// Whether an entry of the list is a pattern. Otherwise it is the name of a topic.
  static bool isPattern(std::string_view entry) { return entry.starts_with('^'); }

  /// Throws std::invalid_argument, which says what is wrong: "Unmatched ( or \\(".
  explicit TopicPattern(const std::string& pattern);
  ~TopicPattern();
  TopicPattern(const TopicPattern&) = delete;
  TopicPattern& operator=(const TopicPattern&) = delete;

  bool matches(const std::string& topic) const;

 private:
  regex_t compiled_{};
};

}  // namespace herald::kafka
