// SPDX-License-Identifier: Apache-2.0
#include "progress_throttle.h"

#include <Poco/NumberParser.h>

#include "herald/json.h"

namespace herald::progress_throttle {
namespace {

constexpr const char* kMilestone = "percentCompleteMilestone";

Event withMilestone(const Event& event, int milestone) {
  Event marked = event;
  marked.context = jsonWith(event.context, kMilestone, std::to_string(milestone));
  return marked;
}

}  // namespace

std::vector<Option> ProgressThrottle::options() const {
  return {
      {"every", Type::Text, "", "The percent between two milestones, 1 to 99: `10` or `10%`.", true},
      {"missed",
       Type::Choice,
       "newest",
       "If several milestones are reached at the same time: pass `each` of them or only the `newest`.",
       false,
       {"newest", "each"}},
  };
}

void ProgressThrottle::configure(const Settings& settings, Host& host) {
  std::string every = settings.text("every");
  if (every.ends_with('%')) every.pop_back();
  if (!Poco::NumberParser::tryParse(every, every_) || every_ < 1 || every_ > 99)
    settings.reject("every", "must be a whole number of percent from 1 to 99, such as `10%`");
  each_ = settings.text("missed") == "each";
  host_ = &host;
}

Job& ProgressThrottle::jobOf(const std::string& device) {
  const auto [entry, isNew] = jobs_.try_emplace(device);
  if (isNew) entry->second = Job::parse(host_->load(device));
  return entry->second;
}

void ProgressThrottle::apply(const Event& event, const Emit& emit) {
  if (!jsonAt(event.context, kMilestone).empty()) return emit(event);
  if (event.category == Category::Progress) return throttle(event, emit);

  Job& job = jobOf(event.device);
  emit(withMilestone(event, job.milestone(event.subject)));
  const std::optional<int> percent = percentOf(event);
  if (percent && !event.subject.empty() && job.start(event.subject, *percent)) host_->save(event.device, job.text());
}

void ProgressThrottle::throttle(const Event& event, const Emit& emit) {
  const std::optional<int> percent = percentOf(event);
  if (!percent) return;
  Job& job = jobOf(event.device);
  const Job::Step step = job.reach(event.subject, *percent, every_);
  if (step.newJob || !step.milestones.empty()) host_->save(event.device, job.text());
  const std::size_t skipped = each_ || step.milestones.empty() ? 0 : step.milestones.size() - 1;
  for (std::size_t i = skipped; i < step.milestones.size(); ++i) emit(withMilestone(event, step.milestones[i]));
}

}  // namespace herald::progress_throttle
