#pragma once

#include "herald/outcome.h"

namespace herald::core {

/// How long to wait after each failure in a row: doubling from `first` to `most`, and half of each wait random, so that
/// many who failed together do not come back together. A small value; for one thread at a time.
class Backoff {
 public:
  Backoff(Millis first, Millis most);

  /// The wait after one more failure.
  Millis next();

  /// It worked: the next failure is the first one again.
  void reset();

 private:
  Millis first_;
  Millis most_;
  Millis wait_;
};

}  // namespace herald::core
