// SPDX-License-Identifier: Apache-2.0
// Plugins that behave well, for comparison with the bad ones. Built twice, with two versions.
#include <string>

#include "herald/register.h"
#include "quiet.h"

namespace {

/// Answers with the library's version and how many events it has seen: "1.0.0: 3".
class GoodSink : public QuietSink {
 public:
  std::string summary() const override { return "Counts the events."; }
  herald::Outcome deliver(const herald::Attempt&) override {
    return {.answer = HERALD_PLUGIN_VERSION ": " + std::to_string(++seen_)};
  }

 private:
  int seen_ = 0;
};

/// Publishes as many numbered events of the type Good as its options say. Then it waits until it is stopped.
class GoodSource : public QuietSource {
 public:
  std::vector<herald::Option> options() const override {
    return {{.name = "events",
             .type = herald::Type::Integer,
             .fallback = "1",
             .help = "How many events to publish.",
             .formerly = {"count"}},
            {.name = "pace", .type = herald::Type::Duration, .fallback = "0", .help = "The time between two of them."}};
  }

  void configure(const herald::Settings& settings, herald::Host&) override {
    events_ = settings.integer("events");
    pace_ = settings.duration("pace");
  }

  void run(herald::Feed& feed) override {
    feed.ready("ready to be good");
    for (std::int64_t i = 1; i <= events_ && (pace_.count() == 0 || feed.waitFor(pace_)); ++i) {
      feed.publish({.type = "Good", .payload = "{\"number\": " + std::to_string(i) + "}"});
    }
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }

 private:
  std::int64_t events_ = 0;
  herald::Millis pace_{0};
};

class GoodTransform : public QuietTransform {};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(GoodSink, "good_sink")
HERALD_PLUGIN(GoodSource, "good_source")
HERALD_PLUGIN(GoodTransform, "good_transform")
HERALD_PLUGINS_END
