// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_resource.h"

#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"
#include "engine/delivery_log/testing/memory_log_store.h"
#include "heraldd/api/deliveries/log_json.h"
#include "heraldd/api/operations/api_routes.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

class LiveResourceTest : public ::testing::Test {
 protected:
  LiveResourceTest() { routes.add(resource); }

  ApiAnswer get(const std::string& target, const std::string& session = {}, HttpHeaders headers = {}) {
    return routes.answer(
        {.method = "GET", .target = target, .headers = std::move(headers), .caller = {.session = session}});
  }

  /// How many bytes wait in the stream of a new page: it takes no more than the rest. Fills it.
  static std::size_t waitingIn(const ApiAnswer& page) {
    const std::string piece(LiveStream::kMostWaiting, 'x');
    auto room = piece.size();
    while (page.stream->write(std::string_view(piece).substr(0, room)) == ServerStream::Result::Full) --room;
    return piece.size() - room;
  }

  /// As one page shows them.
  std::size_t sizeOfDeliveries(std::uint64_t first, std::uint64_t last) {
    std::size_t size = 0;
    for (const auto& entry : store.read({.before = last + 1, .after = first - 1, .limit = kMostLogPage}).entries)
      size += serverSentEvent("delivery", deliveryJson(entry), std::to_string(entry.sequence)).size();
    return size;
  }

  void logged(int count) {
    for (int i = 0; i < count; ++i) {
      LogRow row{.entry = logEntry("slack")};
      row.entry.sequence = ++newest;
      store.write({row}, {}, {});
    }
  }

  static constexpr const char* kDeliveries = "/api/v1/live?only=delivery";
  const std::size_t reset = serverSentEvent("reset", "{}").size();

  std::uint64_t newest = 100;  ///< sequence in the store
  FakeTime time{}, timeOfLog{};
  MemoryLogStore store{100};
  DeliveryLog log{store, timeOfLog, {}};
  LiveFeed feed{};
  std::string ended{};  ///< a session
  LiveResource resource{log, feed, time, {}, [this](const std::string& session) { return session != ended; }};
  ApiRoutes routes{};
};

TEST_F(LiveResourceTest, pages_are_bounded_and_a_closed_one_makes_room) {
  std::vector<ApiAnswer> open;
  for (std::size_t i = 0; i < LiveResource::kMostLive; ++i) {
    open.push_back(get("/api/v1/live"));
    ASSERT_EQ(open.back().status, 200);
    EXPECT_EQ(open.back().type, "text/event-stream");
  }
  EXPECT_EQ(get("/api/v1/live").status, 503);
  open.pop_back();
  EXPECT_EQ(get("/api/v1/live").status, 200);
}

TEST_F(LiveResourceTest, a_page_says_what_it_wants) {
  const auto page = get("/api/v1/live?only=job,event&device=mk3");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(feed.isWanted("job"));
  EXPECT_FALSE(feed.isWanted("overview"));
  EXPECT_EQ(get("/api/v1/live?only=jobs").status, 400);
  EXPECT_EQ(get("/api/v1/live?outcome=lost").status, 400);
}

TEST_F(LiveResourceTest, the_end_of_a_session_ends_its_pages_alone) {
  const auto mine = get("/api/v1/live", "a");
  const auto other = get("/api/v1/live", "b");
  resource.endSession("a");
  EXPECT_EQ(mine.stream->write("x"), ServerStream::Result::Ended);
  EXPECT_EQ(other.stream->write("x"), ServerStream::Result::Taken);
}

TEST_F(LiveResourceTest, a_page_does_not_outlive_a_session_that_ended_meanwhile) {
  ended = "a";
  EXPECT_EQ(get("/api/v1/live", "a").status, 401);
  EXPECT_EQ(get("/api/v1/live", "b").status, 200);
}

TEST_F(LiveResourceTest, a_page_that_missed_news_is_told_a_second_later) {
  const auto page = get("/api/v1/live");
  for (std::size_t i = 0; i <= LivePage::kMostASecond; ++i) feed.publish({.name = "event", .data = "{}"});
  time.awaitWaiterIn(LiveResource::kTell, LiveResource::kTell);
  time.advance(LiveResource::kTell);
  time.awaitWaiter(Clock::time_point::max(), Clock::time_point::max());
  EXPECT_EQ(waitingIn(page), LivePage::kMostASecond * serverSentEvent("event", "{}").size() +
                                 serverSentEvent("skipped", R"({"count":1})").size());
}

TEST_F(LiveResourceTest, a_client_that_comes_back_gets_what_it_has_missed) {
  logged(3);
  EXPECT_EQ(waitingIn(get(kDeliveries)), 0u);
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "101"}})), sizeOfDeliveries(102, 103));
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "103"}})), 0u);
  EXPECT_EQ(waitingIn(get(std::string(kDeliveries) + "&after=102")), sizeOfDeliveries(103, 103));
  EXPECT_EQ(waitingIn(get(std::string(kDeliveries) + "&after=102", {}, {{"Last-Event-ID", "101"}})),
            sizeOfDeliveries(102, 103))
      << "the header is newer than the address";
  EXPECT_EQ(waitingIn(get(std::string(kDeliveries) + "&sink=mail", {}, {{"Last-Event-ID", "101"}})), 0u);
}

TEST_F(LiveResourceTest, what_a_client_has_missed_begins_with_the_oldest) {
  for (const auto length : {LiveStream::kMostWaiting * 2 / 3, LiveStream::kMostWaiting / 2}) {
    LogRow row{.entry = logEntry("slack")};
    row.entry.sequence = ++newest;
    row.entry.reason = std::string(length, 'x');
    store.write({row}, {}, {});
  }
  EXPECT_EQ(waitingIn(get(std::string(kDeliveries) + "&after=100")), sizeOfDeliveries(101, 101))
      << "there is no room for the second one";
}

TEST_F(LiveResourceTest, a_client_that_has_missed_what_is_no_longer_there_loads_everything_again) {
  newest = 200;
  logged(1);
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "150"}})), reset) << "the log begins at 201";
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "200"}})), sizeOfDeliveries(201, 201));
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "202"}})), reset) << "of another log";
}

TEST_F(LiveResourceTest, a_client_that_has_missed_too_much_loads_everything_again) {
  logged(static_cast<int>(LiveResource::kMostMissed) + 1);
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "100"}})), reset);
  EXPECT_EQ(waitingIn(get(kDeliveries, {}, {{"Last-Event-ID", "101"}})), sizeOfDeliveries(102, newest));
}

TEST_F(LiveResourceTest, a_page_that_has_gone_wants_nothing) {
  { const auto page = get("/api/v1/live"); }
  EXPECT_FALSE(feed.isWanted("job"));
}

}  // namespace
}  // namespace herald::core
