// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace herald::serial {

/// Splits bytes into lines, which end with LF, CR or both. It drops NUL bytes. It drops a line that is longer than
/// kLongest as a whole, so that noise takes no memory. For one thread.
class LineSplitter {
 public:
  static constexpr std::size_t kLongest = 4096;  ///< bytes; no printer sends a longer line

  /// Calls `take` with each line that is complete now and not empty.
  void feed(std::string_view bytes, const std::function<void(std::string_view line)>& take);

  void forget();  ///< drops the incomplete line

  std::size_t pending() const { return pending_; }  ///< the size of the incomplete line in bytes
  std::size_t tooLong() const { return tooLong_; }  ///< how many lines it dropped

 private:
  void add(std::string_view part);

  std::string half_{};
  std::size_t pending_ = 0;
  std::size_t tooLong_ = 0;
  bool skipping_ = false;
};

}  // namespace herald::serial
