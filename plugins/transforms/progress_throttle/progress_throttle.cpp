// SPDX-License-Identifier: Apache-2.0
#include "progress_throttle.h"

#include <Poco/NumberParser.h>
#include <Poco/SHA1Engine.h>
#include <Poco/UUIDGenerator.h>

#include "herald/json.h"

namespace herald::progress_throttle {
namespace {

constexpr const char* kMilestone = "percentCompleteMilestone";

Event withMilestone(const Event& event, int milestone) {
  Event marked = event;
  marked.context = jsonWith(event.context, kMilestone, std::to_string(milestone));
  return marked;
}

/// The id of this milestone of the event's job, whichever machine sees it. An event without a job keeps its own.
std::string sharedId(const Event& event, std::string_view unit, int milestone) {
  if (event.subject.empty()) return event.id;
  const Poco::UUID space("6c1a3f1e-7d0b-4f0e-9a55-2f3c8be1d0a7");
  Poco::SHA1Engine sha1;
  std::string name = event.device + '\0' + event.subject + '\0';
  name.append(unit).append(std::to_string(milestone));
  return Poco::UUIDGenerator().createFromName(space, name, sha1, Poco::UUID::UUID_NAME_BASED_SHA1).toString();
}

}  // namespace

std::vector<Option> ProgressThrottle::options() const {
  return {
      {.name = "every", .help = "The percent between two milestones, 1 to 99: `10` or `10%`."},
      {.name = "layers",
       .type = Type::Integer,
       .help = "The layers between two PrintLayer events: `10` passes the layers 10, 20, 30, and so on.",
       .least = "1",
       .most = "10000"},
      {.name = "missed",
       .type = Type::Choice,
       .fallback = "newest",
       .help = "If several milestones are reached at the same time: pass `each` of them or only the `newest`.",
       .choices = {"newest", "each"}},
      {.name = "shared",
       .type = Type::Flag,
       .fallback = "false",
       .help = "Other machines see parts of the jobs, too: a milestone has one id on all of them, and a job that is "
               "first seen late reports the milestones before that."},
  };
}

void ProgressThrottle::configure(const Settings& settings, Host& host) {
  std::string every = settings.text("every");
  if (every.ends_with('%')) every.pop_back();
  const bool set = settings.has("every") || !settings.has("layers");
  if (set && (!Poco::NumberParser::tryParse(every, every_) || every_ < 1 || every_ > 99))
    settings.reject("every", "must be a whole number of percent from 1 to 99, such as `10%`");
  layers_ = settings.has("layers") ? static_cast<int>(settings.integer("layers")) : 0;
  each_ = settings.text("missed") == "each";
  shared_ = settings.flag("shared");
  host_ = &host;
}

ProgressThrottle::Device& ProgressThrottle::deviceOf(const std::string& name) {
  const auto [entry, isNew] = devices_.try_emplace(name);
  if (isNew) {
    const std::string saved = host_->load(name);
    entry->second = {Job::parse(saved), Job::parse(jsonAt(saved, "layers"))};
  }
  return entry->second;
}

void ProgressThrottle::save(const std::string& name, const Device& device) {
  const std::string progress = device.progress.text();
  host_->save(name, layers_ > 0 ? jsonWith(progress, "layers", device.layers.text()) : progress);
}

void ProgressThrottle::apply(const Event& event, const Emit& emit) {
  if (!jsonAt(event.context, kMilestone).empty()) return emit(event);
  if (layers_ > 0 && event.type == "PrintLayer") return throttleLayers(event, emit);
  if (every_ > 0 && event.category == Category::Progress && event.type != "PrintLayer") return throttle(event, emit);
  pass(event, emit);
}

void ProgressThrottle::pass(const Event& event, const Emit& emit) {
  Device& device = deviceOf(event.device);
  emit(withMilestone(event, device.progress.milestone(event.subject)));
  const std::optional<int> percent = percentOf(event);
  if (percent && !event.subject.empty() && device.progress.start(event.subject, *percent)) save(event.device, device);
}

void ProgressThrottle::throttle(const Event& event, const Emit& emit) {
  const std::optional<int> percent = percentOf(event);
  if (!percent) return;
  Device& device = deviceOf(event.device);
  const Job::Step step = device.progress.reach(event.subject, *percent, every_, Job::kPercent, first());
  if (step.newJob || !step.milestones.empty()) save(event.device, device);
  const std::size_t skipped = each_ || step.milestones.empty() ? 0 : step.milestones.size() - 1;
  for (std::size_t i = skipped; i < step.milestones.size(); ++i) {
    Event marked = withMilestone(event, step.milestones[i]);
    if (shared_) marked.id = sharedId(event, "%", step.milestones[i]);
    emit(marked);
  }
}

void ProgressThrottle::throttleLayers(const Event& event, const Emit& emit) {
  const std::optional<int> layer = layerOf(event);
  if (!layer) return;
  Device& device = deviceOf(event.device);
  const Job::Step step = device.layers.reach(event.subject, *layer, layers_, Job::kEndless, first());
  if (step.newJob || !step.milestones.empty()) save(event.device, device);
  if (step.milestones.empty()) return;
  Event marked = event;
  if (shared_) marked.id = sharedId(event, "layer", step.milestones.back());
  pass(marked, emit);
}

}  // namespace herald::progress_throttle
