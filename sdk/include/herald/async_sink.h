// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "herald/export.h"
#include "herald/outcome.h"
#include "herald/sink.h"

namespace herald::inline v1 {

/// The end of an attempt that was begun. Call it once, with how the attempt went, from any thread, also from within
/// AsyncSink::begin. All copies are one end: only the first call counts, and any later one does nothing. If the last
/// copy goes away without a call, the attempt ends as Retry: the sink gave no answer.
///
/// A call may begin the next attempt of the sink before it returns, so hold no lock. Any thread may use it.
class HERALD_API Completion {
 public:
  /// `done` gets the outcome, once, on the thread that ends the attempt. It throws nothing.
  explicit Completion(std::function<void(Outcome outcome)> done);

  void operator()(Outcome outcome) const;

 private:
  class End;
  std::shared_ptr<End> end_;
};

/// An optional interface of a sink: it begins an attempt, and says later how it went. So hundreds of attempts can be
/// under way without a thread for each. Herald calls begin() instead of deliver(). It still calls deliver() for a dry
/// run or a test: write it with awaitOutcome().
///
/// What Sink::deliver promises holds for an attempt from begin() to its end. Attempts overlap only if concurrent() is
/// true; the user's option `concurrency` says how many are under way at once. Then several threads may call begin() at
/// once. If an attempt outlasts `attempt.deadline` by far, Herald ignores its end, and begins no other until it comes.
class HERALD_API AsyncSink {
 public:
  virtual ~AsyncSink();

  /// Begins an attempt and returns soon: it never waits for the receiver. `attempt` and its event live until `done` was
  /// called. What it throws ends the attempt, as it does in Sink::deliver. Herald calls it from a worker thread, or
  /// from a thread of the sink that has just ended another attempt.
  ///
  /// After a request to `attempt.stop`, end the attempt soon. Herald destroys a sink when all its attempts have ended,
  /// on a thread that is in none of them. The thread that has ended the last one may still be on its way back into the
  /// sink: so the destructor waits for the sink's own threads.
  virtual void begin(const Attempt& attempt, Completion done) = 0;
};

/// Begins the attempt and waits for its end, however long that takes. Throws what begin() throws.
HERALD_API Outcome awaitOutcome(AsyncSink& sink, const Attempt& attempt);

}  // namespace herald::inline v1
