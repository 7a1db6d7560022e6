// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_trace.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const Event> eventWith(const std::string& context, const std::string& payload = "{}") {
  return std::make_shared<const Event>(Event{.type = "Thing", .payload = payload, .context = context});
}

/// How many of the events somebody still holds.
auto held(const std::vector<std::weak_ptr<const Event>>& events) {
  return std::count_if(events.begin(), events.end(), [](const auto& event) { return !event.expired(); });
}

std::string contextOf(int number) {
  const auto digit = std::to_string(number % 10);
  const std::string parts[] = {
      R"("state": {"text": "Printing )" + digit + R"(", "flags": {"printing": true}})",
      R"("job": {"file": {"name": ")" + digit + R"(.gcode"}})",
      R"("progress": {"completion": )" + digit + R"(, "printTimeLeft": 60})",
      R"("state": null, "state": {"text": "the second one"})",
      R"("meta": {"state": 1, "job": 2, "progress": 3})",
  };
  std::string context;
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    if (number >> (i + 4) & 1) context += (context.empty() ? "" : ", ") + parts[i];
  }
  return "{" + context + "}";
}

RC_GTEST_PROP(DeviceTrace, knows_what_reading_each_event_at_once_would_tell, ()) {
  DeviceTrace trace;
  DeviceStatus model;
  Clock::time_point now{1h};
  for (const int number : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 512))) {
    const HeardEvent heard{eventWith(contextOf(number), std::string(number % 7 == 0 ? 3000 : 2, ' ')), now};
    model.source = "octo" + std::to_string(number % 2);
    noteLast(model, heard);
    readNews(model, std::span(&heard, 1));
    trace.add(model.source, heard.event, now);
    RC_ASSERT(trace.status() == model);
    now += 1s;
  }
}

TEST(DeviceTrace, keeps_fewer_events_if_it_has_less_room) {
  constexpr std::size_t kRoom = 2048;
  DeviceTrace trace;
  std::vector<std::weak_ptr<const Event>> events;
  for (int i = 0; i < 100; ++i) {
    auto event = eventWith(contextOf(16 + i % 10), std::string(500, ' '));
    events.emplace_back(event);
    trace.add("octo", std::move(event), {}, kRoom);
    EXPECT_LE(held(events), static_cast<std::ptrdiff_t>(kRoom / 500));
  }
  EXPECT_EQ(trace.status().state, "Printing 5");
}

TEST(DeviceTrace, keeps_few_events_and_no_large_one) {
  struct Row {
    std::size_t bytes;
    std::ptrdiff_t most;
    std::string context = R"({"state":{"text":"Printing"}})";
  };
  for (const auto& [bytes, most, context] :
       {Row{0, static_cast<std::ptrdiff_t>(DeviceTrace::kMostEvents)}, Row{DeviceTrace::kMostBytes / 8, 7},
        Row{DeviceTrace::kMostBytes, 0}, Row{0, 0, "{}"}, Row{0, 0, ""}}) {
    DeviceTrace trace;
    std::vector<std::weak_ptr<const Event>> events;
    for (int i = 0; i < 100; ++i) {
      auto event = eventWith(context, std::string(bytes, ' '));
      events.emplace_back(event);
      trace.add("octo", std::move(event), {});
      EXPECT_LE(held(events), most) << bytes;
    }
  }
}

}  // namespace
}  // namespace herald::core
