#pragma once

#include <string>
#include <string_view>

namespace herald::serial {

/// Firmware tells an error in several lines and repeats it with every command that it refuses. This says which of them
/// is news, and whether a print that ends now has ended by the last one.
class ErrorMemory {
 public:
  /// `kill` is the line with which firmware only says that it has given up, whatever for; `halted`: it had given up
  /// before. Times are in Unix seconds.
  bool isNews(std::string_view text, bool kill, bool halted, double now);

  void moved();  ///< the print goes on
  void ended();  ///< it does not

  const std::string& last() const { return last_; }        ///< what was wrong
  const std::string& failing() const { return failing_; }  ///< the same; empty if the print has gone on since

 private:
  std::string last_{};
  std::string failing_{};
  double heardAt_ = -1e9;
  int moves_ = 0;
};

}  // namespace herald::serial
