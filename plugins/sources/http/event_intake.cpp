// SPDX-License-Identifier: Apache-2.0
#include "event_intake.h"

#include <stdexcept>

#include "http_error.h"

namespace herald::http_source {
namespace {

constexpr std::size_t kRememberedIds = 4096;

HttpError retryLater(const std::string& why) {
  return {503, why + "; Herald accepted nothing: send it again", {{"Retry-After", "5"}}};
}

}  // namespace

EventIntake::EventIntake(Feed& feed) : feed_(feed), idAssigner_(feed), seen_(kRememberedIds) {
  seen_.recall([this](const std::string& key) { return feed_.load(key); });
}

std::vector<std::string> EventIntake::accept(std::vector<Event> events) {
  EventIds minted(feed_.wallClock());
  std::vector<std::string> ids;
  std::set<std::string> named;
  ids.reserve(events.size());
  for (Event& event : events) {
    if (idAssigner_.assign(event, minted)) named.insert(event.id);
    ids.push_back(event.id);
  }
  auto claim = seen_.claim(named);
  auto fresh = claim.ids();
  std::erase_if(events, [&](const Event& event) { return named.contains(event.id) && fresh.erase(event.id) == 0; });
  publish(events, claim.notes());
  claim.keep();
  return ids;
}

void EventIntake::publish(std::vector<Event>& events, const Notes& notes) {
  if (events.empty()) return;
  bool accepted = false;
  try {
    accepted = feed_.tryPublish(events, notes);
  } catch (const std::invalid_argument& wrong) {
    throw HttpError(400, wrong.what());
  } catch (const std::exception& trouble) {
    feed_.log(Level::Warning, std::string("could not accept events: ") + trouble.what());
    throw retryLater("Herald cannot accept events at the moment");
  }
  if (!accepted) throw retryLater("the outbox is full");
}

}  // namespace herald::http_source
