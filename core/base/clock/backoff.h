// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/outcome.h"

namespace herald::core {

/// How long to wait after each failure in a row. The wait doubles from `first` to `most`. Half of each wait is random,
/// so that many callers that failed together do not try again together. A small value, for one thread at a time.
class Backoff {
 public:
  Backoff(Millis first, Millis most);

  /// The wait after one more failure.
  Millis next();

  /// Ends the row of failures: the next failure counts as the first.
  void reset();

 private:
  Millis first_;
  Millis most_;
  Millis wait_;
};

}  // namespace herald::core
