// SPDX-License-Identifier: Apache-2.0
#include "demo_source.h"

#include <chrono>
#include <utility>

#include "demo_picture.h"
#include "printing/printer_words.h"

namespace herald::demo {
namespace {

// A print takes 102 steps: one for each percent, and two for the pause.
constexpr int kSteps = 102;
constexpr int kPausedAt = 50;

}  // namespace

std::vector<Option> DemoSource::options() const {
  return {
      {"duration", Type::Duration, "30s", "How long a print takes."},
      {"file", Type::Text, "benchy.gcode", "The name of the printed file."},
      {"repeat", Type::Flag, "false", "Print the file again and again."},
      {"fail", Type::Flag, "false", "Let the print fail at its end."},
  };
}

void DemoSource::configure(const Settings& settings, Host&) {
  duration_ = settings.duration("duration");
  file_ = settings.text("file");
  repeat_ = settings.flag("repeat");
  fail_ = settings.flag("fail");
  if (file_.empty()) settings.reject("file", "must be the name of a file, such as `benchy.gcode`");
  if (repeat_ && duration_ < std::chrono::seconds(1)) settings.reject("duration", "must be at least 1s with `repeat`");
}

Vocabulary DemoSource::vocabulary() const {
  Vocabulary words = printing::printerWords();
  words.events = {"PrintStarted",     "PrintProgress", "PrintLayer", "FirstLayerDone", "PrintPaused",
                  "UserActionNeeded", "PrintResumed",  "PrintDone",  "PrintFailed"};
  words.variables.insert(words.variables.end(), {"meta", "appearance"});
  return words;
}

void DemoSource::run(Feed& feed) {
  if (feed.stop().stop_requested()) return;
  feed.ready("a virtual printer");
  const std::string start = toRfc3339(std::chrono::system_clock::now());
  int number = 0;
  do {
    const std::string job = file_ + "@" + start + "/" + std::to_string(++number);
    if (!print(feed, VirtualPrint(file_, job, duration_))) return;
  } while (repeat_);
}

bool DemoSource::print(Feed& feed, VirtualPrint job) {
  int step = 0;
  percent_ = 0;
  feed.publish(job.lifecycle("PrintStarted"));
  for (int percent = 1; percent < 100; ++percent) {
    if (!waitSteps(feed, step, 1)) return false;
    set(job, VirtualPrint::State::Printing, percent);
    feed.publish(job.progress());
    if (percent == 1) feed.publish(job.firstLayerDone());
    if (feed.wantedEvent("PrintLayer")) feed.publish(job.layer());
    if (percent != kPausedAt) continue;
    set(job, VirtualPrint::State::Paused, percent);
    feed.publish(job.lifecycle("PrintPaused"));
    feed.publish(job.userActionNeeded());
    if (!waitSteps(feed, step, 2)) return false;
    set(job, VirtualPrint::State::Printing, percent);
    feed.publish(job.lifecycle("PrintResumed"));
  }
  if (!waitSteps(feed, step, 1)) return false;
  set(job, fail_ ? VirtualPrint::State::Error : VirtualPrint::State::Operational, fail_ ? 99 : 100);
  feed.publish(fail_ ? job.failed() : job.done());
  return true;
}

void DemoSource::set(VirtualPrint& job, VirtualPrint::State state, int percent) {
  job.set(state, percent);
  percent_ = percent;
}

Picture DemoSource::take(const Shot&) { return {drawPrinter(percent_), {}}; }

// Computes both times from the beginning of the print, so that rounding errors do not add up.
bool DemoSource::waitSteps(Feed& feed, int& step, int count) const {
  const Millis before = duration_ * step / kSteps;
  step += count;
  return feed.waitFor(duration_ * step / kSteps - before);
}

}  // namespace herald::demo
