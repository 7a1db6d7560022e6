#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herald::serial {

/// Says of what comes over the line whether it is text (UTF-8, as file names have it) or the noise of a wrong baud
/// rate.
class Readability {
 public:
  enum class Verdict { Undecided, Text, Noise };

  /// The verdict on what has come since the last one.
  Verdict add(std::string_view bytes);

 private:
  void count(char c);
  Verdict decide() const;

  std::size_t text_ = 0, noise_ = 0, lines_ = 0;
  std::string character_{};  ///< of several bytes, as far as it has come
};

/// The rate at which a printer talks, found by listening at one after the other until text comes.
class BaudSearch {
 public:
  /// Begins with `first`; 0: with the most usual one.
  explicit BaudSearch(int first);

  int current() const { return current_; }
  int next();

 private:
  std::size_t index_ = 0;
  int current_;
};

/// The slowest and the fastest rate that can be asked for.
inline constexpr int kLeastBaud = 300, kMostBaud = 4'000'000;

}  // namespace herald::serial
