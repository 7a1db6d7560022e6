// SPDX-License-Identifier: Apache-2.0
#include "remind.h"

#include <Poco/NumberParser.h>

#include <utility>

#include "herald/json.h"
#include "matching/glob.h"

namespace herald::remind {
namespace {

constexpr const char* kReminder = "reminder";  // the variable, and the name of the timer

std::int64_t numberOf(const Event& event) {
  Poco::Int64 number = 0;
  Poco::NumberParser::tryParse64(std::string(jsonAt(event.context, kReminder)), number);
  return number;
}

Event numbered(Event event, std::int64_t number) {
  event.context = jsonWith(event.context, kReminder, std::to_string(number));
  return event;
}

}  // namespace

std::vector<Option> Remind::options() const {
  return {
      {"events", Type::List, "UserActionNeeded", "The event types to say again, with `*` and `?` as wildcards."},
      {.name = "every",
       .type = Type::Duration,
       .fallback = "10m",
       .help = "The time between two reminders.",
       .least = "1s",
       .most = "365d"},
      {"until", Type::List, "PrintResumed, PrintStarted, PrintDone, PrintFailed, PrintCancelled",
       "The event types that end the reminders of their device, with `*` and `?` as wildcards."},
      {.name = "most",
       .type = Type::Integer,
       .fallback = "12",
       .help = "How often to say one event again; 0 means until the end.",
       .least = "0"},
  };
}

void Remind::configure(const Settings& settings, Host& host) {
  events_ = settings.list("events");
  until_ = settings.list("until");
  every_ = settings.duration("every");
  most_ = settings.integer("most");
  if (events_.empty()) settings.reject("events", "names no event: remove it for the default, or name one");
  host_ = &host;
}

Vocabulary Remind::vocabulary() const {
  return {.variables = {kReminder}, .awaits = {{"events", events_}, {"until", until_}}};
}

void Remind::apply(const Event& event, const Emit& emit) {
  if (matching::anyMatches(events_, event.type)) return begin(event, emit);
  if (matching::anyMatches(until_, event.type)) timers_->cancel(event.device, kReminder);
  emit(event);
}

void Remind::begin(const Event& event, const Emit& emit) {
  const Event first = numbered(event, 0);
  emit(first);
  setNext(first, event.device);
}

void Remind::setNext(const Event& event, const std::string& device) {
  if (timers_->set({device, kReminder, event}, every_)) return;
  timers_->cancel(device, kReminder);  // it would remind of an older event
  host_->log(Level::Warning, "cannot remind of " + event.type + " of " + device +
                                 ": there is no room for another timer; see the limits in its README");
}

// The settings may have changed since the timer was set.
void Remind::wake(const Timer& timer, const Emit& emit) {
  const std::int64_t number = numberOf(timer.event) + 1;
  if (!matching::anyMatches(events_, timer.event.type) || (most_ > 0 && number > most_)) return;
  const Event kept = numbered(timer.event, number);
  Event again = kept;
  again.id.clear();
  again.time = {};
  emit(std::move(again));
  if (most_ == 0 || number < most_) setNext(kept, timer.device);
}

}  // namespace herald::remind
