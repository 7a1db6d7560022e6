// SPDX-License-Identifier: Apache-2.0
#include "base/logging/repeat_filter.h"

#include <utility>

namespace herald::core {

namespace {

constexpr std::chrono::seconds kWindow{60};
constexpr std::size_t kMostSeries = 1000;

}  // namespace

RepeatFilter::RepeatFilter(Now now) : now_(std::move(now)) {}

std::vector<Poco::Message> RepeatFilter::pass(const Poco::Message& message) {
  std::vector<Poco::Message> out;
  const auto now = now_();
  const bool isTrouble = message.getPriority() <= Poco::Message::PRIO_WARNING;
  const bool isRecovery = !isTrouble && message.getPriority() <= Poco::Message::PRIO_INFORMATION;
  endSeries(
      [&](const Series& series) {
        return series.end <= now || (isRecovery && series.first.getSource() == message.getSource());
      },
      out);
  if (isTrouble) {
    if (series_.size() >= kMostSeries) endSeries([](const Series&) { return true; }, out);
    const Key key{message.getSource(), message.getPriority(), message.getText()};
    const auto [known, isNew] = series_.try_emplace(key, Series{message, now + kWindow});
    if (!isNew) {
      ++known->second.repeats;
      return out;
    }
  }
  out.push_back(message);
  return out;
}

std::vector<Poco::Message> RepeatFilter::flush() {
  std::vector<Poco::Message> out;
  endSeries([](const Series&) { return true; }, out);
  return out;
}

void RepeatFilter::endSeries(const std::function<bool(const Series&)>& which, std::vector<Poco::Message>& out) {
  for (auto it = series_.begin(); it != series_.end();) {
    const Series& series = it->second;
    if (!which(series)) {
      ++it;
      continue;
    }
    if (series.repeats > 0) {
      Poco::Message count(series.first, series.first.getText() + " (repeated " + std::to_string(series.repeats) +
                                            (series.repeats == 1 ? " time)" : " times)"));
      count.setTime(Poco::Timestamp());
      out.push_back(std::move(count));
    }
    it = series_.erase(it);
  }
}

}  // namespace herald::core
