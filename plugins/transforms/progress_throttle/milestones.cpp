// SPDX-License-Identifier: Apache-2.0
#include "milestones.h"

#include <Poco/NumberParser.h>

#include <algorithm>
#include <cmath>

#include "herald/json.h"

namespace herald::progress_throttle {
namespace {

std::optional<int> percent(std::string_view raw) {
  double value = 0;
  if (raw.empty() || raw.front() == '"' || !Poco::NumberParser::tryParseFloat(std::string(raw), value) || !(value >= 0))
    return std::nullopt;
  return static_cast<int>(std::floor(std::min(value, 100.0)));
}

int number(std::string_view json, std::string_view key) { return percent(jsonAt(json, key)).value_or(0); }

}  // namespace

std::optional<int> percentOf(const Event& event) {
  const std::optional<int> reported = percent(jsonAt(event.payload, "progress"));
  return reported ? reported : percent(jsonAt(event.context, "progress.completion"));
}

Job Job::parse(std::string_view text) {
  Job job;
  if (!isJsonObject(text)) return job;
  job.isKnown_ = true;
  job.subject_ = jsonToText(jsonAt(text, "subject"));
  job.last_ = number(text, "last");
  job.milestone_ = number(text, "milestone");
  return job;
}

std::string Job::text() const {
  return JsonObject().add("subject", subject_).add("last", last_).add("milestone", milestone_).text();
}

bool Job::start(std::string_view subject, int percent) {
  if (isKnown_ && subject == subject_) return false;
  isKnown_ = true;
  subject_ = subject;
  last_ = percent;
  milestone_ = 0;
  return true;
}

Job::Step Job::reach(std::string_view subject, int percent, int every) {
  if (percent == 0 || (last_ == 100 && percent < 100)) isKnown_ = false;
  Step step;
  step.newJob = start(subject, percent);
  if (step.newJob) last_ = std::max(percent - 1, 0);
  for (int next = (last_ / every + 1) * every; next <= percent && next < 100; next += every)
    step.milestones.push_back(next);
  last_ = std::max(last_, percent);
  if (!step.milestones.empty()) milestone_ = step.milestones.back();
  return step;
}

int Job::milestone(std::string_view subject) const { return subject.empty() || subject == subject_ ? milestone_ : 0; }

}  // namespace herald::progress_throttle
