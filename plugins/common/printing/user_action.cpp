// SPDX-License-Identifier: Apache-2.0
#include "printing/user_action.h"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <optional>

#include "printing/firmware_lines.h"

namespace herald::printing {
namespace {

constexpr Millis kQuiet = std::chrono::seconds(10);
constexpr Millis kLongestInterval = std::chrono::seconds(60);  // M113 S60
constexpr int kMissedRepeats = 3;

}  // namespace

bool UserAction::line(std::string_view text, Clock::time_point now) {
  forgetSilent(now);
  if (const auto state = busyText(text)) {
    for (const char* wait : {"paused for user", "paused for input", "door open"})
      if (state->starts_with(wait)) return busy(now);
    if (state->starts_with("processing")) reasons_.erase("busy");
    return false;
  }
  const auto action = hostAction(text);
  if (!action) return false;
  if (action->name == "paused") return add("paused");
  if (action->name == "prompt_show") return add("prompt");
  if (action->name == "prompt_end" || action->name == "prompt_begin") reasons_.erase("prompt");
  if (action->name == "resumed" || action->name == "resume") resumed();
  return false;
}

bool UserAction::waits(Clock::time_point now) const {
  const bool silent = now - heard_ > kLongestInterval;
  return reasons_.size() > (silent ? reasons_.count("busy") : 0);
}

bool UserAction::busy(Clock::time_point now) {
  const Millis gap = std::chrono::duration_cast<Millis>(now - heard_);
  if (heard_ != Clock::time_point{} && gap <= kLongestInterval) longestGap_ = std::max(longestGap_, gap);
  heard_ = now;
  return add("busy");
}

void UserAction::forgetSilent(Clock::time_point now) {
  if (now - heard_ > std::max(kQuiet, kMissedRepeats * longestGap_)) reasons_.erase("busy");
}

bool UserAction::add(const std::string& reason) {
  const bool begins = reasons_.empty();
  reasons_.insert(reason);
  return begins;
}

void UserAction::resumed() {
  notPaused();
  reasons_.erase("busy");
}

void UserAction::notPaused() { reasons_.erase("paused"); }

void UserAction::ended() { reasons_.clear(); }

std::string UserAction::text() const { return Poco::cat(std::string(" "), reasons_.begin(), reasons_.end()); }

UserAction UserAction::parse(std::string_view text, Clock::time_point now) {
  UserAction action;
  for (const std::string& reason :
       Poco::StringTokenizer(std::string(text), " ", Poco::StringTokenizer::TOK_IGNORE_EMPTY))
    action.reasons_.insert(reason);
  action.heard_ = now;
  return action;
}

}  // namespace herald::printing
