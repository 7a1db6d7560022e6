// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "herald/testing/contract/transform_rules.h"
#include "herald/testing/contract/work.h"

namespace herald::test {

/// The requests that one attempt adds to `host`, as text.
inline std::string sentFor(Sink& sink, const Attempt& attempt, FakeHost& host) {
  const auto before = host.network().requests().size();
  delivered(sink, attempt);
  std::string text;
  const auto requests = host.network().requests();
  for (auto i = before; i < requests.size(); ++i) {
    text += requests[i].method + " " + requests[i].url + "\n" + requests[i].body + "\n";
    for (const auto& [name, value] : requests[i].headers) text += name + ": " + value + "\n";
  }
  return text;
}

/// What the plugin makes of one event, as text: the events that go on, or the requests. Without the ids of new events.
inline std::string madeOf(Plugin& plugin, const Event& event, FakeHost& host) {
  if (auto* sink = dynamic_cast<Sink*>(&plugin)) return sentFor(*sink, timedAttempt(event), host);
  std::string text;
  AppliedCall call;
  call.make(as<Transform>(plugin), event);
  for (const Event& made : call.log->events())
    text += made.type + "|" + made.payload + "|" + made.context + "|" + std::string(toString(made.category)) + "|" +
            made.subject + "|" + made.device + "|" + toRfc3339(made.time) + "\n";
  return text;
}

/// What a new instance makes of the events of the device mk3, one by one. `among`: other devices print at the same
/// time.
inline std::vector<std::string> madeOfPrint(const Subject& subject, bool among) {
  FakeHost host;
  host.network().otherwise(LiveHost::tokenAnswer());
  const auto plugin = configured(subject, host);
  std::vector<std::string> made;
  const auto mine = printOf("mk3"), others = printOf("mk4");
  for (std::size_t i = 0; i < mine.size(); ++i) {
    made.push_back(madeOf(*plugin, mine[i], host));
    if (!among) continue;
    madeOf(*plugin, others[(i + 3) % others.size()], host);
    if (i % 2 == 1) madeOf(*plugin, others[(i + 4) % others.size()], host);
  }
  return made;
}

inline void keepsItsStatePerDevice(const Subject& subject) {
  const auto alone = madeOfPrint(subject, false);
  if (alone != madeOfPrint(subject, false)) return;  // a random part; see keepsItsStateInTheInstance
  const auto among = madeOfPrint(subject, true);
  for (std::size_t i = 0; i < alone.size(); ++i)
    ASSERT_EQ(among[i], alone[i]) << "the events of another device change the result: keep the state per event.device";
}

inline void keepsItsStateInTheInstance(const Subject& subject) {
  EXPECT_EQ(madeOfPrint(subject, false), madeOfPrint(subject, false))
      << "a new instance makes something else of the same events: keep state in members, and take time from the host";
}

constexpr const char* kAfterTheCall = "herald-after-the-call";

/// All texts of an event become kAfterTheCall: a plugin that has kept it shows that.
inline void spoil(Event& event) {
  const std::string object = R"({"name":")" + std::string(kAfterTheCall) + "\"}";
  event =
      Event{.type = kAfterTheCall, .payload = object, .context = object, .subject = kAfterTheCall, .id = kAfterTheCall};
  event.source = event.device = kAfterTheCall;
}

/// Everything that a plugin has said to its host, as text.
inline std::string saidTo(FakeHost& host) {
  std::string text;
  for (const auto& [level, line] : host.lines()) text += line + "\n";
  for (const auto& [key, value] : host.state()) text += key + "=" + value + "\n";
  for (const auto& request : host.network().requests()) text += request.url + "\n" + request.body + "\n";
  return text;
}

inline void keepsNoEventAfterTheCall(const Subject& subject) {
  LiveHost host;
  std::string made;
  std::vector<Event> events = printOf("mk3");
  {
    const auto plugin = configured(subject, host);
    for (Event& event : events) {
      made += madeOf(*plugin, event, host);
      spoil(event);
    }
  }
  EXPECT_EQ((made + saidTo(host)).find(kAfterTheCall), std::string::npos)
      << "it uses an event after the call that brought it: copy what you need later";
}

/// For sinks and transforms. A sink may make requests that differ, such as a number of its own for each.
inline std::vector<Rule> stateRules(std::string_view kind) {
  std::vector<Rule> rules{{"KeepsItsStatePerDevice", "the call returns", keepsItsStatePerDevice},
                          {"KeepsNoEventAfterTheCall", "the call returns", keepsNoEventAfterTheCall}};
  if (kind == "transform")
    rules.push_back({"KeepsItsStateInTheInstance", "the call returns", keepsItsStateInTheInstance});
  return rules;
}

}  // namespace herald::test
