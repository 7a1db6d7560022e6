// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herald::serial {

/// Decides whether the bytes of a serial device are text (UTF-8, because of file names) or the noise of a wrong baud
/// rate. For one thread.
class Readability {
 public:
  enum class Verdict { Undecided, Text, Noise };

  /// The verdict on all bytes since the last Text or Noise.
  Verdict add(std::string_view bytes);

 private:
  void count(char c);
  Verdict decide() const;

  std::size_t text_ = 0, noise_ = 0, lines_ = 0;
  std::string character_{};  ///< the first bytes of an incomplete UTF-8 character
};

/// The order in which Herald tries baud rates until it reads text. For one thread.
class BaudSearch {
 public:
  /// Starts with `first`, or with the most common rate if `first` is 0.
  explicit BaudSearch(int first);

  int current() const { return current_; }
  int next();  ///< moves to another rate, in an endless circle, and returns it

 private:
  std::size_t index_ = 0;
  int current_;
};

/// The range of the option `baud`.
inline constexpr int kLeastBaud = 300, kMostBaud = 4'000'000;

}  // namespace herald::serial
