// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_feed.h"

#include <gmock/gmock.h>

#include <span>
#include <string>
#include <vector>

#include "engine/delivery_log/testing/log_entries.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;

TEST(LogFeedTest, a_listener_gets_what_its_filter_takes_while_it_is_subscribed) {
  LogFeed feed;
  std::vector<std::string> slack;
  std::vector<std::string> all;
  const auto note = [](std::vector<std::string>& to) {
    return [&to](std::span<const LogEntry* const> entries) {
      for (const auto* entry : entries) to.push_back(entry->sink);
    };
  };
  const auto everything = feed.subscribe({}, note(all));
  auto only = feed.subscribe({.sinks = {"slack"}}, note(slack));
  const auto mail = logEntry("mail");
  const auto toSlack = logEntry("slack");
  const std::vector entries{&mail, &toSlack};
  feed.publish(entries);
  only.reset();
  feed.publish(std::span(entries).last(1));
  EXPECT_THAT(slack, ElementsAre("slack"));
  EXPECT_THAT(all, ElementsAre("mail", "slack", "slack"));
}

}  // namespace
}  // namespace herald::core
