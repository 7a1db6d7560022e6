#include "intake.h"

#include <stdexcept>

#include "refusal.h"

namespace herald::http_source {
namespace {

constexpr std::size_t kMostIds = 4096;

Refusal later(const std::string& why) {
  return {503, why + "; nothing was taken, send it again", {{"Retry-After", "5"}}};
}

}  // namespace

Intake::Intake(Feed& feed) : feed_(feed), identity_(feed), seen_(kMostIds) {
  seen_.recall([this](const std::string& key) { return feed_.load(key); });
}

std::vector<std::string> Intake::take(std::vector<Event> events) {
  EventIds minted(feed_.wallClock());
  std::vector<std::string> ids;
  std::set<std::string> named;
  ids.reserve(events.size());
  for (Event& event : events) {
    if (identity_.give(event, minted)) named.insert(event.id);
    ids.push_back(event.id);
  }
  auto claim = seen_.claim(named);
  auto awaited = claim.ids();
  std::erase_if(events, [&](const Event& event) { return named.contains(event.id) && awaited.erase(event.id) == 0; });
  publish(events, claim.notes());
  claim.keep();
  return ids;
}

void Intake::publish(std::vector<Event>& events, const Notes& notes) {
  if (events.empty()) return;
  bool accepted = false;
  try {
    accepted = feed_.tryPublish(events, notes);
  } catch (const std::invalid_argument& wrong) {
    throw Refusal(400, wrong.what());
  } catch (const std::exception& trouble) {
    feed_.log(Level::Warning, std::string("events were not accepted: ") + trouble.what());
    throw later("events cannot be accepted at the moment");
  }
  if (!accepted) throw later("the outbox is full");
}

}  // namespace herald::http_source
