// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_feed.h"

#include <gmock/gmock.h>

#include <vector>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LiveFeedTest : public ::testing::Test {
 protected:
  std::unique_ptr<LiveFeed::Subscription> listen(std::set<std::string> names) {
    return feed.subscribe(std::move(names), [this](const LiveNews& news) { heard.push_back(news.data.text()); });
  }

  LiveFeed feed{[](std::string_view text) { return text == "secret" ? "***" : std::string(text); }};
  std::vector<std::string> heard{};
};

TEST_F(LiveFeedTest, a_page_gets_the_news_that_it_wants_while_it_is_open) {
  feed.publish({"job", "1"});
  auto page = listen({"job"});
  feed.publish({"job", "2"});
  feed.publish({"overview", "3"});
  page.reset();
  feed.publish({"job", "4"});
  EXPECT_THAT(heard, ElementsAre("2"));
}

TEST_F(LiveFeedTest, hides_secrets) {
  const auto page = listen({"job"});
  feed.publish({"job", "secret"});
  EXPECT_THAT(heard, ElementsAre("***"));
}

TEST_F(LiveFeedTest, the_first_page_wakes_the_publisher) {
  int begun = 0;
  feed.whenWanted("overview", [&] { begun += feed.isWanted("overview") ? 1 : 100; });
  const auto jobs = listen({"job"});
  EXPECT_EQ(begun, 0);
  auto one = listen({"overview"});
  auto other = listen({"overview", "job"});
  EXPECT_EQ(begun, 1);
  one.reset();
  other.reset();
  EXPECT_FALSE(feed.isWanted("overview"));
  const auto again = listen({"overview"});
  EXPECT_EQ(begun, 2);
}

}  // namespace
}  // namespace herald::core
