#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace herald::serial {

/// Cuts what comes into lines, which may end in LF, CR or both. NUL bytes are left out. A line that is longer than any
/// printer's is left out as a whole, so that noise takes no memory.
class LineSplitter {
 public:
  static constexpr std::size_t kLongest = 4096;

  /// Calls `take` with each line that is whole now and not empty.
  void feed(std::string_view bytes, const std::function<void(std::string_view line)>& take);

  void forget();  ///< the half line that has come so far

  std::size_t pending() const { return pending_; }  ///< bytes of the half line that has come so far
  std::size_t tooLong() const { return tooLong_; }  ///< lines that were left out

 private:
  void add(std::string_view part);

  std::string half_{};
  std::size_t pending_ = 0;
  std::size_t tooLong_ = 0;
  bool skipping_ = false;
};

}  // namespace herald::serial
