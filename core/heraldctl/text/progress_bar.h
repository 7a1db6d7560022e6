// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace herald::core::ctl {

/// Shows how far something is: on a terminal as a bar that stays in its line, elsewhere as a line at each tenth. For
/// one thread.
class ProgressBar {
 public:
  /// Writes to the terminal itself, because the stream of heraldctl escapes controls.
  using Terminal = std::function<void(const std::string& text)>;

  static constexpr std::size_t kWidth = 30;  ///< of the bar, in characters

  /// `terminal` is empty if standard output is none. `out` outlives this.
  explicit ProgressBar(std::ostream& out, Terminal terminal = standardTerminal());
  ~ProgressBar();  ///< takes the bar away, so that what follows begins a line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// "512 of 5000", and behind it `note` if it is not empty.
  void show(std::size_t done, std::size_t total, const std::string& note = {});

  /// The terminal at standard output; empty if there is none.
  static Terminal standardTerminal();

 private:
  std::ostream& out_;
  const Terminal terminal_;
  bool isShown_ = false;
  std::size_t tenths_ = 0;
};

}  // namespace herald::core::ctl
