// SPDX-License-Identifier: Apache-2.0
#include "saved_state.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "baud_rate.h"
#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::serial {
namespace {

constexpr const char* kKey = "printer";

double clockOffset(const Feed& feed) {
  using Seconds = std::chrono::duration<double>;
  return Seconds(feed.wallClock().time_since_epoch()).count() - Seconds(feed.now().time_since_epoch()).count();
}

}  // namespace

SavedState::SavedState(Feed& feed, double bedCooledBelow)
    : feed_(feed),
      text_(feed.load(kKey)),
      translator_(text_, clockOffset(feed), feed.now(),
                  {bedCooledBelow, [&feed](std::string_view type) { return feed.wantedEvent(type); }}),
      position_(jsonToText(jsonAt(text_, "place"))),
      baud_(static_cast<int>(std::clamp(printing::number(jsonAt(text_, "baud")).value_or(0), 0.0, double{kMostBaud}))) {
}

void SavedState::publish(const std::string& position) {
  if (!translator_.hasEvents()) return;
  std::vector<Event> events = translator_.takeEvents();
  position_ = position;
  std::string text = textAt(position);
  feed_.publish(events, {{kKey, text}});
  text_ = std::move(text);
}

void SavedState::save(const std::string& position) {
  position_ = position;
  std::string text = textAt(position);
  if (text == text_) return;
  feed_.save(kKey, text);
  text_ = std::move(text);
}

std::string SavedState::textAt(const std::string& position) const {
  return jsonWith(jsonWith(translator_.text(), "place", jsonQuote(position)), "baud", std::to_string(baud_));
}

}  // namespace herald::serial
