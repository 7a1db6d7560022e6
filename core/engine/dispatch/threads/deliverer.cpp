// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/deliverer.h"

#include <utility>

#include "engine/dispatch/threads/attempt.h"
#include "engine/dispatch/threads/attempt_entry.h"

namespace herald::core {

bool Deliverer::prepare(Call& call) const {
  const auto& delivery = call.turn.delivery;
  if (!environment_.outbox.claim(delivery)) return false;
  auto picture = pictureFor(*call.setup, *delivery.event);
  if (!call.begin(environment_.time.now())) {
    environment_.outbox.release(delivery);
    return false;
  }
  call.attempt.emplace(
      attemptOf(*call.setup, *delivery.event, call.turn.number, call.deadline(), stop_, std::move(picture)));
  if (environment_.log) call.trace = std::make_shared<AttemptTrace>();
  return true;
}

Outcome Deliverer::deliver(Call& call) const {
  const AttemptTrace::Scope traced(call.trace);
  return core::deliver(*call.setup, *call.attempt);
}

void Deliverer::begin(Call& call, const Completion& end) const {
  const AttemptTrace::Scope traced(call.trace);
  core::begin(*call.setup, *call.attempt, end);
}

bool Deliverer::end(Call& call, Outcome outcome) const {
  if (!call.end()) return false;
  call.outcome = bounded(*call.setup, std::move(outcome));
  call.turn.delivery.attempts = call.turn.number;
  if (call.trace) note(call);
  const AttemptTrace::Scope traced(call.trace);  // the outbox logs no step that the attempt logs itself
  store(call.outcome, call.turn.delivery, environment_.outbox, environment_.time);
  return true;
}

void Deliverer::note(Call& call) const {
  auto& time = environment_.time;
  const auto& delivery = call.turn.delivery;
  const auto took = time.now() - call.begun();
  call.note.emplace(
      AttemptNote{entryOf(delivery, call.turn.number, call.outcome, call.trace->address(), took, time.wallClock()),
                  {delivery.event, exchangesOf(call.outcome, took, call.trace->take())}});
}

void Deliverer::log(Call& call, Millis untilNext) const {
  if (!call.note) return;
  auto& entry = call.note->entry;
  if (untilNext > Millis(0)) entry.next = environment_.time.wallClock() + untilNext;
  environment_.log(std::move(entry), std::move(call.note->detail));
}

void Deliverer::abandon(Call& call) const {
  auto& delivery = call.turn.delivery;
  delivery.attempts = call.turn.number;
  environment_.outbox.release(delivery);
  if (!environment_.log) return;
  auto entry = entryOf(delivery, call.turn.number, {}, "", environment_.time.now() - call.begun(),
                       environment_.time.wallClock());
  entry.step = LogStep::Hanging;
  entry.reason = "the call did not return in time";
  environment_.log(std::move(entry), {delivery.event, {}});
}

/// The picture of the event as the sink takes it: none rather than one that is too large.
Jpeg Deliverer::pictureFor(const SinkSetup& setup, const Event& event) const {
  if (!setup.snapshot || !environment_.snapshots) return nullptr;
  const auto most = setup.snapshot(event);
  auto jpeg = most > 0 ? environment_.snapshots->find(event.id) : nullptr;
  return jpeg && jpeg->size() <= most ? jpeg : nullptr;
}

}  // namespace herald::core
