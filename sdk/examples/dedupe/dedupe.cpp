// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "herald/json.h"
#include "herald/register.h"
#include "herald/transform.h"

namespace {

/// Lets the first of several events of one type and device through, holds the others back for a while, and then says
/// how many there were. The count is stored in the same transaction as the events, so a crash does not change it.
class Dedupe final : public herald::Transform, public herald::TimerUser {
 public:
  std::string summary() const override {
    return "Reports the first of several equal events, and later how many there were.";
  }

  std::vector<herald::Option> options() const override {
    return {{.name = "window",
             .type = herald::Type::Duration,
             .fallback = "1m",
             .help = "How long the first event holds back others of its type and device.",
             .least = "1s"}};
  }

  void configure(const herald::Settings& settings, herald::Host& host) override {
    window_ = settings.duration("window");
    host_ = &host;
  }

  void useTimers(herald::Timers& timers) override { timers_ = &timers; }

  void apply(const herald::Event& event, const Emit& emit) override {
    const auto open = timers_->names(event.device);
    if (std::find(open.begin(), open.end(), event.type) != open.end()) return saveCount(event, countOf(event) + 1);
    if (!timers_->set({event.device, event.type, event}, window_))
      host_->log(herald::Level::Warning, "no room for another window: it passes every " + event.type);
    emit(event);
  }

  void wake(const herald::Timer& timer, const Emit& emit) override {
    const auto count = countOf(timer.event);
    if (count == 0) return;
    saveCount(timer.event, 0);
    auto summary = timer.event;
    summary.id.clear();  // so that it gets an id, and a time, of its own
    summary.time = {};
    summary.payload = herald::jsonWith(summary.payload, "repeats", std::to_string(count));
    emit(summary);
  }

 private:
  static std::string keyOf(const herald::Event& event) { return event.device + "\n" + event.type; }

  long countOf(const herald::Event& event) const { return std::atol(host_->load(keyOf(event)).c_str()); }

  void saveCount(const herald::Event& event, long count) {
    host_->save(keyOf(event), count == 0 ? "" : std::to_string(count));
  }

  herald::Millis window_{};
  herald::Host* host_ = nullptr;
  herald::Timers* timers_ = nullptr;
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(Dedupe, "dedupe")
HERALD_PLUGINS_END
