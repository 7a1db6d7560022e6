// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_jobs.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/trial/event_path.h"
#include "heraldd/api/deliveries/known_sinks.h"

namespace herald::core {

namespace {

constexpr std::size_t kUuid = 36;  // characters; an event that a transform made has a longer id

bool brings(const BusRoute& route, const std::string& sink, const Origin& origin, const Event& event) {
  if (!leadsTo(route, sink)) return false;
  if (route.matches(origin, event)) return true;
  if (route.steps.empty() || event.id.size() <= kUuid) return false;
  const Route& selection = route;  // without the steps
  Route anyType = selection;
  anyType.events.clear();
  return anyType.matches(origin, event);
}

std::vector<std::uint64_t> sequencesOf(const std::vector<Delivery>& letters) {
  std::vector<std::uint64_t> sequences;
  for (const auto& letter : letters) sequences.push_back(letter.sequence);
  return sequences;
}

}  // namespace

std::string refusalToday(const Plan& plan, const Delivery& letter) {
  const auto& sink = letter.sink;
  const auto& event = *letter.event;
  if (!plan.sinks.contains(sink)) return "the sink " + sink + " is no longer configured";
  const auto origin = originOf(plan, event);
  const bool leads = std::any_of(plan.routes.begin(), plan.routes.end(),
                                 [&](const auto& route) { return brings(*route, sink, origin, event); });
  return leads ? "" : "the sink " + sink + " no longer takes " + event.type + " of " + event.device;
}

void DeadLetterJobs::requireSink(const std::string& name) const {
  if (!name.empty()) KnownSinks(daemon_.outbox, daemon_.plan).require(name);
}

std::shared_ptr<DeadLetterParts> DeadLetterJobs::partsOf(const DeadLetterSelection& selection) const {
  return std::make_shared<DeadLetterParts>(daemon_.outbox.deadLetters(), selection, daemon_.outbox.lastSequence());
}

std::size_t DeadLetterJobs::count(const DeadLetterSelection& selection) const {
  std::size_t count = 0;
  for (const auto parts = partsOf(selection); parts->hasMore();) count += parts->next().size();
  return count;
}

Jobs::Part DeadLetterJobs::replay(const DeadLetterSelection& selection, As as) const {
  return [daemon = daemon_, parts = partsOf(selection), as](JobState& job) {
    if (!parts->hasMore()) return false;
    auto letters = parts->next();
    job.done += letters.size();
    if (as == As::Today) {
      const auto plan = daemon.plan();
      std::erase_if(letters, [&](const auto& letter) {
        const auto why = refusalToday(*plan, letter);
        if (!why.empty()) job.fail(why, 1);
        return !why.empty();
      });
    }
    if (!letters.empty()) {
      const auto replay = daemon.outbox.deadLetters().replay({.sequences = sequencesOf(letters)}, daemon.time.now());
      job.fail("the sink has no room, or the event waits already", replay.left);
      daemon.wake(replay.sinks);
    }
    return parts->hasMore();
  };
}

Jobs::Part DeadLetterJobs::purge(const DeadLetterSelection& selection) const {
  return [daemon = daemon_, parts = partsOf(selection)](JobState& job) {
    if (!parts->hasMore()) return false;
    const auto letters = parts->next();
    job.done += letters.size();
    if (!letters.empty()) daemon.outbox.deadLetters().purge({.sequences = sequencesOf(letters)});
    return parts->hasMore();
  };
}

}  // namespace herald::core
