#pragma once

#include <string>
#include <string_view>

namespace herald::serial {

/// Firmware tells an error in several lines and repeats it with every command that it refuses. This says which of them
/// is news.
class ErrorMemory {
 public:
  /// `kill` is the line with which firmware only says that it has given up, whatever for; `halted`: it had given up
  /// before. Times are in Unix seconds.
  bool isNews(std::string_view text, bool kill, bool halted, double now);

  const std::string& last() const { return last_; }  ///< what was wrong

 private:
  std::string last_{};
  double heardAt_ = -1e9;
};

}  // namespace herald::serial
