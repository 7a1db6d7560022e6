// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core::ctl {

/// Takes what plugins write to standard output, so that it reaches the terminal only through the stream of the verb,
/// which escapes it. Until end(), or the end of the scope. A writer never waits for a reader. One at a time: standard
/// output belongs to the process. For one thread; plugins may write from any.
class CapturedOutput {
 public:
  CapturedOutput();  ///< throws std::system_error
  ~CapturedOutput();
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  /// Gives standard output back. Returns what was written, at most its first MiB.
  std::string end();

 private:
  void giveBack();

  int stdout_ = -1;  // a copy of the true standard output, until it is given back
  int file_ = -1;
};

}  // namespace herald::core::ctl
