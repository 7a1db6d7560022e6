// SPDX-License-Identifier: Apache-2.0
#include "milestones.h"

#include <Poco/NumberParser.h>

#include <algorithm>
#include <cmath>

#include "herald/json.h"

namespace herald::progress_throttle {
namespace {

/// A number from 0, without its fraction; a greater one than `most` counts as `most`.
std::optional<int> wholeNumber(std::string_view raw, int most) {
  double value = 0;
  if (raw.empty() || raw.front() == '"' || !Poco::NumberParser::tryParseFloat(std::string(raw), value) || !(value >= 0))
    return std::nullopt;
  return static_cast<int>(std::floor(std::min(value, static_cast<double>(most))));
}

int numberAt(std::string_view json, std::string_view key) {
  return wholeNumber(jsonAt(json, key), Job::kEndless).value_or(0);
}

}  // namespace

std::optional<int> percentOf(const Event& event) {
  const std::optional<int> reported = wholeNumber(jsonAt(event.payload, "progress"), Job::kPercent);
  return reported ? reported : wholeNumber(jsonAt(event.context, "progress.completion"), Job::kPercent);
}

std::optional<int> layerOf(const Event& event) {
  const std::optional<int> layer = wholeNumber(jsonAt(event.payload, "layer"), Job::kEndless - 1);
  return layer && *layer > 0 ? layer : std::nullopt;
}

Job Job::parse(std::string_view text) {
  Job job;
  job.isKnown_ = isJsonObject(text) && !jsonAt(text, "subject").empty();
  if (!job.isKnown_) return job;
  job.subject_ = jsonToText(jsonAt(text, "subject"));
  job.last_ = numberAt(text, "last");
  job.milestone_ = numberAt(text, "milestone");
  return job;
}

std::string Job::text() const {
  if (!isKnown_) return "{}";
  return JsonObject().add("subject", subject_).add("last", last_).add("milestone", milestone_).text();
}

bool Job::start(std::string_view subject, int value) {
  if (isKnown_ && subject == subject_) return false;
  isKnown_ = true;
  subject_ = subject;
  last_ = value;
  milestone_ = 0;
  return true;
}

Job::Step Job::reach(std::string_view subject, int value, int every, int end, First first) {
  if (value == 0 || (last_ == end && value < end)) isKnown_ = false;
  Step step;
  step.newJob = start(subject, value);
  if (step.newJob) last_ = first == First::Skips ? std::max(value - 1, 0) : 0;
  for (int next = (last_ / every + 1) * every; next <= value && next < end; next += every)
    step.milestones.push_back(next);
  last_ = std::max(last_, value);
  if (!step.milestones.empty()) milestone_ = step.milestones.back();
  return step;
}

int Job::milestone(std::string_view subject) const { return subject.empty() || subject == subject_ ? milestone_ : 0; }

}  // namespace herald::progress_throttle
