// SPDX-License-Identifier: Apache-2.0
#include "poller.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace herald::serial {
namespace {

constexpr auto kBusy = std::chrono::seconds(10);    // firmware reports it every 2 s
constexpr auto kAnswer = std::chrono::seconds(30);  // after this time the question is lost

}  // namespace

// Opening the device may have reset the board, which then needs some seconds. So the first interval passes without a
// question.
Poller::Poller(Topics topics, Millis interval, Clock::time_point now)
    : topics_(topics), interval_(interval), nextRound_(now + interval) {}

void Poller::heard(const Line& line, Clock::time_point now) {
  if (line.ok) {
    answerBy_ = {};
    silentUntil_ = {};
  }
  for (const LineKind busy : {LineKind::Busy, LineKind::UserWait, LineKind::Heating, LineKind::Resend})
    if (line.kind == busy) silentUntil_ = now + kBusy;
  if (line.kind == LineKind::Boot) {
    silentUntil_ = now + interval_;
    answerBy_ = {};
    asked_ = requestedReports_ = false;
    waiting_.clear();
  }
}

std::string Poller::due(const Can& can, Clock::time_point now) {
  if (!topics_.any() || now < wakeAt()) return {};
  if (waiting_.empty()) {
    waiting_ = questions(can);
    requestedReports_ |= std::exchange(asked_, true);
    nextRound_ = now + interval_;
    if (waiting_.empty()) return {};
  }
  std::string question = waiting_.front() + "\n";
  waiting_.erase(waiting_.begin());
  answerBy_ = now + kAnswer;
  return question;
}

Clock::time_point Poller::wakeAt() const {
  if (!topics_.any()) return Clock::time_point::max();
  const auto round = waiting_.empty() ? nextRound_ : Clock::time_point{};
  return std::max({round, silentUntil_, answerBy_});
}

std::vector<std::string> Poller::questions(const Can& can) const {
  if (!asked_) return {"M115"};
  std::vector<std::string> list;
  const std::string every = " S" + std::to_string(std::max<long>(1, interval_.count() / 1000));
  const auto ask = [&](const char* capability, const char* request, const char* question) {
    if (!can(capability))
      list.emplace_back(question);
    else if (!requestedReports_)
      list.push_back(request + every);
  };
  if (topics_.temperature) ask("AUTOREPORT_TEMP", "M155", "M105");
  if (topics_.m27)
    list.emplace_back("M27");
  else if (topics_.sd)
    ask("AUTOREPORT_SD_STATUS", "M27", "M27");
  return list;
}

}  // namespace herald::serial
