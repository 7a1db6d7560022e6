// SPDX-License-Identifier: Apache-2.0
#include "delay.h"

#include <algorithm>

#include "matching/glob.h"

namespace herald::delay {

std::vector<Option> Delay::options() const {
  return {
      {"events", Type::List, "", "The event types to hold back, with `*` and `?` as wildcards.", true},
      {.name = "for",
       .type = Type::Duration,
       .help = "How long to hold an event back.",
       .required = true,
       .least = "1s",
       .most = "365d"},
      {"unless", Type::List, "",
       "The event types that cancel what waits for their device, with `*` and `?` as wildcards.", true},
      {"both", Type::Flag, "false", "Hold back the event that cancels, too: then nobody hears of either."},
  };
}

void Delay::configure(const Settings& settings, Host& host) {
  events_ = settings.list("events");
  unless_ = settings.list("unless");
  for_ = settings.duration("for");
  both_ = settings.flag("both");
  for (const auto& [option, types] : {std::pair("events", &events_), std::pair("unless", &unless_)})
    if (types->empty()) settings.reject(option, "must name an event type, such as `SourceLost`");
  host_ = &host;
}

void Delay::apply(const Event& event, const Emit& emit) {
  const bool cancelled = matching::anyMatches(unless_, event.type) && cancelAll(event.device);
  if (matching::anyMatches(events_, event.type)) return hold(event, emit);
  if (!cancelled || !both_) emit(event);
}

bool Delay::cancelAll(const std::string& device) {
  bool any = false;
  for (const std::string& name : timers_->names(device)) any = timers_->cancel(device, name) || any;
  return any;
}

void Delay::hold(const Event& event, const Emit& emit) {
  const auto waiting = timers_->names(event.device);
  if (std::find(waiting.begin(), waiting.end(), event.type) != waiting.end()) return;
  if (timers_->set({event.device, event.type, event}, for_)) return;
  host_->log(Level::Warning, "passes " + event.type + " of " + event.device +
                                 " at once: there is no room for another timer; see the limits in its README");
  emit(event);
}

void Delay::wake(const Timer& timer, const Emit& emit) {
  if (!timer.event.type.empty()) emit(timer.event);  // empty: no Delay has set it
}

}  // namespace herald::delay
