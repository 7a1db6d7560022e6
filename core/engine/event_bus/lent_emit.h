// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "herald/transform.h"

namespace herald::core {

/// The Emit of one call of Transform::apply. It is valid in the thread that made this object, and until this object
/// ends. A copy that a transform has kept, or passed to another thread, does nothing but report that.
class LentEmit {
 public:
  /// `take` gets each emitted event. `misused` is called instead, from any thread, whenever the Emit is not valid: it
  /// owns everything that it uses.
  LentEmit(std::function<void(Event)> take, std::function<void()> misused);
  ~LentEmit();
  LentEmit(const LentEmit&) = delete;
  LentEmit& operator=(const LentEmit&) = delete;

  const Transform::Emit& emit() const { return emit_; }

 private:
  struct Loan;
  const std::shared_ptr<Loan> loan_;
  const Transform::Emit emit_;
};

}  // namespace herald::core
