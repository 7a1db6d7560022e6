#include "ledger.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "common/numbers.h"
#include "herald/event_id.h"
#include "herald/json.h"

namespace herald::octoprint {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr const char* kKey = "printer";
constexpr const char* kUntold = "untold";

constexpr std::array<Category, 4> kCategories{Category::Lifecycle, Category::Error, Category::Progress,
                                              Category::Other};

/// Payload and context go in as strings, so that no depth of theirs makes the whole invalid.
std::string textOf(const Event& event) {
  const auto time = std::chrono::duration_cast<Milliseconds>(event.time.time_since_epoch());
  return JsonObject()
      .add("id", event.id)
      .add("time", std::int64_t{time.count()})
      .add("type", event.type)
      .add("category", toString(event.category))
      .add("subject", event.subject)
      .add("payload", event.payload)
      .add("context", event.context)
      .text();
}

Event eventOf(std::string_view text) {
  const auto at = [&](const char* name) { return jsonToText(jsonAt(text, name)); };
  Event event{.type = at("type"), .payload = at("payload"), .context = at("context"), .subject = at("subject")};
  const std::string category = at("category");
  const auto found =
      std::find_if(kCategories.begin(), kCategories.end(), [&](Category one) { return toString(one) == category; });
  if (found != kCategories.end()) event.category = *found;
  event.id = at("id");
  const auto time = static_cast<std::int64_t>(common::number(jsonAt(text, "time")).value_or(0));
  event.time = std::chrono::system_clock::time_point(Milliseconds(time));
  return event;
}

std::string arrayOf(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) text += (text.empty() ? "[" : ",") + textOf(event);
  return text + "]";
}

}  // namespace

Ledger::Ledger(Feed& feed) : feed_(feed), saved_(feed) {
  const std::string text = saved_.load(kKey);
  if (!isJsonObject(text)) return;
  for (const std::string_view event : jsonElements(jsonAt(text, kUntold))) untold_.push_back(eventOf(event));
  state_ = jsonWithout(text, kUntold);
}

void Ledger::catchUp() {
  if (untold_.empty()) return;
  try {
    feed_.publish(untold_);
  } catch (const std::invalid_argument& refused) {
    feed_.log(Level::Warning, std::string("left out what could not be told before the last end: ") + refused.what());
  }
  untold_.clear();
  saved_.save(kKey, state_);
}

void Ledger::tell(std::vector<Event> events, const std::string& state) {
  const bool changed = !state.empty() && state != state_;
  if (!events.empty()) {
    EventIds ids(feed_.wallClock());
    for (Event& event : events) event.id = ids.next();
    if (changed) saved_.save(kKey, jsonWith(state, kUntold, arrayOf(events)));
    feed_.publish(events);
  }
  if (!changed) return;
  saved_.save(kKey, state);
  state_ = state;
}

}  // namespace herald::octoprint
