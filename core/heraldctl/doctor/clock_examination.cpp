// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/clock_examination.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>
#include <sys/timex.h>

namespace herald::core::ctl {

namespace {

using namespace std::chrono;

// No Herald that has this verb ran before; and no such clock is set for a day so far ahead.
constexpr sys_days kEarliest = 2026y / January / 1;
constexpr sys_days kLatest = 2100y / January / 1;

std::string dayOf(system_clock::time_point time) {
  return Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(system_clock::to_time_t(time)), "%Y-%m-%d");
}

}  // namespace

ClockFacts clockFacts() {
  timex state{};
  const int result = ::adjtimex(&state);
  ClockFacts facts{.now = system_clock::now()};
  if (result != -1) facts.synchronised = result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return facts;
}

std::vector<Finding> ClockExamination::look() const {
  const std::string remedy = "sudo timedatectl set-ntp true";
  if (facts_.now < kEarliest || facts_.now > kLatest) {
    return {{Finding::Severity::Error, "this machine thinks that it is " + dayOf(facts_.now), remedy}};
  }
  if (facts_.synchronised == false) {
    return {{Finding::Severity::Warning, "nothing keeps the clock of this machine right", remedy}};
  }
  return {};
}

}  // namespace herald::core::ctl
