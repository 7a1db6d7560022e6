// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_page.h"

#include <gmock/gmock.h>

#include <utility>

#include "engine/delivery_log/testing/log_entries.h"
#include "herald/json.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ServerSentEventTest, has_its_id_its_name_and_one_line_of_data) {
  EXPECT_EQ(serverSentEvent("delivery", R"({"a":1})", "42"), "id: 42\nevent: delivery\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(serverSentEvent("skipped", "{}"), "event: skipped\ndata: {}\n\n");
}

class LivePageTest : public ::testing::Test {
 protected:
  /// A page whose client reads nothing until take().
  std::unique_ptr<LivePage> open(LivePage::Wish wish) {
    return std::make_unique<LivePage>(std::move(wish), time, LivePage::Mask{},
                                      LivePage::Client{[this](std::string_view piece) { return write(piece); },
                                                       [this] { hasEnded = true; }, [this] { ++reminders; }});
  }
  LivePage::Result write(std::string_view piece) {
    if (waiting.size() + piece.size() > LiveStream::kMostWaiting) return LivePage::Result::Full;
    waiting += piece;
    return LivePage::Result::Taken;
  }
  std::string take() { return std::exchange(waiting, {}); }

  static std::vector<LogEntry> entries(std::size_t count, std::uint64_t first = 1) {
    std::vector<LogEntry> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(logEntry("slack"));
      all.back().sequence = first + i;
    }
    return all;
  }
  static void send(LivePage& page, const std::vector<LogEntry>& all) {
    std::vector<const LogEntry*> pointers;
    for (const auto& entry : all) pointers.push_back(&entry);
    page.send(pointers);
  }
  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }

  FakeTime time{};
  std::string waiting{};
  bool hasEnded = false;
  int reminders = 0;
};

TEST_F(LivePageTest, a_line_break_in_a_name_begins_no_other_event) {
  const auto page = open({{"delivery"}, {}});
  auto entry = logEntry("slack\n\nevent: forged\ndata: {}");
  entry.sequence = 7;
  page->catchUp({entry});
  const auto text = take();
  EXPECT_EQ(count(text, "\n"), 4u) << text;
}

TEST_F(LivePageTest, hides_the_secrets_of_a_delivery) {
  LivePage page({{"delivery"}, {}}, time, [](std::string_view) { return std::string(R"({"reason":"no ***"})"); },
                {[this](std::string_view piece) { return write(piece); }, {}, {}});
  auto all = entries(1);
  all.front().reason = "no s3cret";
  send(page, all);
  page.catchUp(all);
  EXPECT_THAT(take(), Not(HasSubstr("s3cret")));
}

TEST_F(LivePageTest, gets_at_most_200_deliveries_a_second_the_newest_ones) {
  const auto page = open({{"delivery"}, {}});
  send(*page, entries(LivePage::kMostASecond + 50));
  auto text = take();
  EXPECT_EQ(count(text, "event: delivery"), LivePage::kMostASecond);
  EXPECT_THAT(text, HasSubstr("event: skipped\ndata: {\"count\":50}\n\nid: 51\n"));
  send(*page, entries(1, 900));
  EXPECT_EQ(take(), "") << "it says that with the next one, or a second later";
  time.advance(std::chrono::seconds(1));
  send(*page, entries(1, 901));
  text = take();
  EXPECT_THAT(text, HasSubstr("event: skipped\ndata: {\"count\":1}\n\nid: 901\n"));
}

TEST_F(LivePageTest, what_a_slow_client_has_no_room_for_is_counted) {
  const auto page = open({{"delivery", "job"}, {}});
  const std::size_t sent = 100;
  for (std::size_t i = 0; i < sent; ++i) {
    auto all = entries(1, i + 1);
    all.front().reason = std::string(8192, 'x');
    send(*page, all);
  }
  auto text = take();
  page->send(LiveNews{.name = "job", .data = "{}"});
  text += take();
  std::size_t skipped = 0;
  const std::string begin = "{\"count\":";
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    skipped += std::stoul(text.substr(at + begin.size()));
  }
  EXPECT_GT(skipped, 0u);
  EXPECT_EQ(count(text, "event: delivery") + skipped, sent);
}

TEST_F(LivePageTest, makes_no_text_that_it_does_not_send) {
  const auto page = open({{"event"}, {}});
  for (std::size_t i = 0; i < LivePage::kMostASecond; ++i) page->send(LiveNews{.name = "event", .data = "{}"});
  take();
  int made = 0;
  const LiveNews news{.name = "event", .data = std::function([&] { return std::to_string(++made); })};
  page->send(news);
  page->send(news);
  EXPECT_EQ(made, 0);
  EXPECT_EQ(take(), "") << "that some are missing is said once a second";
}

TEST_F(LivePageTest, asks_to_be_reminded_until_it_has_said_what_is_missing) {
  const auto page = open({{"event"}, {}});
  for (std::size_t i = 0; i < LivePage::kMostASecond; ++i) page->send(LiveNews{.name = "event", .data = "{}"});
  EXPECT_EQ(reminders, 0);
  page->send(LiveNews{.name = "event", .data = "{}"});
  EXPECT_EQ(reminders, 1) << "nothing else may come for hours";
  take();
  write(std::string(LiveStream::kMostWaiting, 'x'));
  EXPECT_FALSE(page->tellSkipped());
  take();
  EXPECT_TRUE(page->tellSkipped());
  EXPECT_EQ(take(), "event: skipped\ndata: {\"count\":1}\n\n");
  EXPECT_TRUE(page->tellSkipped());
  EXPECT_EQ(take(), "");
}

TEST_F(LivePageTest, gets_the_news_of_its_devices_and_types) {
  const auto page = open({{"event", "job"}, {.devices = {"mk3"}, .types = {"PrintDone"}}});
  page->send(LiveNews{"event", "{\"n\":1}", "mk3", "PrintDone"});
  page->send(LiveNews{"event", "{\"n\":2}", "mini", "PrintDone"});
  page->send(LiveNews{"event", "{\"n\":3}", "mk3", "Error"});
  page->send(LiveNews{"job", "{\"n\":4}"});
  EXPECT_EQ(take(), "event: event\ndata: {\"n\":1}\n\nevent: job\ndata: {\"n\":4}\n\n");
}

TEST_F(LivePageTest, says_that_its_session_has_ended) {
  const auto page = open({{"event"}, {}});
  page->logout();
  EXPECT_EQ(take(), "event: logout\ndata: {}\n\n");
  EXPECT_TRUE(hasEnded);
}

}  // namespace
}  // namespace herald::core
