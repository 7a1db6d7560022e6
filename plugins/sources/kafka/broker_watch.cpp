// SPDX-License-Identifier: Apache-2.0
#include "broker_watch.h"

namespace herald::kafka {
namespace {

constexpr Millis kBetweenQuestions = std::chrono::seconds(5);
constexpr Millis kPatience = std::chrono::seconds(30);

}  // namespace

void BrokerWatch::down(Clock::time_point now, std::string why) {
  why_ = std::move(why);
  if (since_) return;
  since_ = asked_ = now;
}

bool BrokerWatch::isAskedNow(Clock::time_point now) {
  if (!since_ || now - asked_ < kBetweenQuestions) return false;
  asked_ = now;
  return true;
}

bool BrokerWatch::isGone(Clock::time_point now) const { return since_ && now - *since_ >= kPatience; }

}  // namespace herald::kafka
