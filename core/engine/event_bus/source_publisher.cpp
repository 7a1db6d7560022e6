// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_publisher.h"

#include <utility>

#include "engine/state/plugin_note.h"
#include "engine/state/state_store.h"
#include "herald/json.h"

namespace herald::core {

namespace {

void checkAdmitted(const PublicationGate::Pass& pass) {
  if (pass.admitted()) return;
  throw Failure(Outcome::Verdict::Gone, "the source did not stop in time; Herald no longer accepts its events");
}

}  // namespace

SourcePublisher::SourcePublisher(Origin origin, EventBus& bus, TimeSource& time, WhenFull whenFull,
                                 std::stop_token stop)
    : origin_(std::move(origin)),
      owner_(stateOwner("source", origin_.source)),
      bus_(bus),
      time_(time),
      whenFull_(whenFull),
      stop_(std::move(stop)) {}

std::vector<Note> SourcePublisher::ownNotes(const Notes& notes) const {
  std::vector<Note> result;
  for (const auto& [key, value] : notes) result.push_back(pluginNote(owner_, key, value));
  return result;
}

void SourcePublisher::publish(std::span<Event> events, const Notes& notes) {
  const PublicationGate::Pass pass(gate_);
  checkAdmitted(pass);
  if (whenFull_ == WhenFull::Drop) return bus_.publish(origin_, events, ownNotes(notes));
  if (bus_.publishWhenRoom(origin_, events, ownNotes(notes), stop_)) return;
  throw Failure(Outcome::Verdict::Retry, "the source was asked to stop while it waited for room in the outbox");
}

bool SourcePublisher::tryPublish(std::span<Event> events, const Notes& notes) {
  const PublicationGate::Pass pass(gate_);
  checkAdmitted(pass);
  return bus_.tryPublish(origin_, events, ownNotes(notes), whenFull_, stop_);
}

SourcePublisher::Held SourcePublisher::publishHeld(std::span<Event> events,
                                                   const std::vector<std::shared_ptr<Holding>>& holdings, bool waits) {
  const PublicationGate::Pass pass(gate_);
  checkAdmitted(pass);
  const auto how = bus_.publishHeld(origin_, events, holdings, waits ? &stop_ : nullptr);
  return {how, time_.now()};
}

void SourcePublisher::giveBack(const Outbox::IsHeld& isWanted, bool evenUnderWay) {
  const PublicationGate::Pass pass(gate_);
  if (pass.admitted()) bus_.outbox().giveBack(isWanted, evenUnderWay);
}

void SourcePublisher::reportLost(const std::string& reason, Clock::time_point since) {
  report("SourceLost", Category::Error, reason, since);
}

void SourcePublisher::reportBack(const std::string& reason, Clock::time_point since) {
  report("SourceBack", Category::Lifecycle, reason, since);
}

void SourcePublisher::report(const char* type, Category category, const std::string& reason, Clock::time_point since) {
  const PublicationGate::Pass pass(gate_);
  if (!pass.admitted()) return;
  const auto ago = std::chrono::duration_cast<std::chrono::system_clock::duration>(time_.now() - since);
  Event event{.type = type, .category = category};
  event.payload = JsonObject()
                      .add("sourceName", origin_.source)
                      .add("reason", reason)
                      .add("since", toRfc3339(time_.wallClock() - ago))
                      .text();
  bus_.publish(ownOrigin(origin_.device, origin_.tags), std::span(&event, 1));
}

}  // namespace herald::core
