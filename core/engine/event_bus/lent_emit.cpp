// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/lent_emit.h"

#include <atomic>
#include <thread>
#include <utility>

namespace herald::core {

/// Copies of the Emit share it with the LentEmit.
struct LentEmit::Loan {
  Loan(std::function<void(Event)> taking, std::function<void()> misusing)
      : take(std::move(taking)), misused(std::move(misusing)) {}

  const std::function<void(Event)> take;
  const std::function<void()> misused;
  const std::thread::id borrower = std::this_thread::get_id();
  std::atomic<bool> over = false;

  bool isValid() const { return std::this_thread::get_id() == borrower && !over; }
};

LentEmit::LentEmit(std::function<void(Event)> take, std::function<void()> misused)
    : loan_(std::make_shared<Loan>(std::move(take), std::move(misused))),
      emit_([loan = loan_](Event event) { loan->isValid() ? loan->take(std::move(event)) : loan->misused(); }) {}

LentEmit::~LentEmit() { loan_->over = true; }

}  // namespace herald::core
