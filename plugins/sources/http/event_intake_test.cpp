// SPDX-License-Identifier: Apache-2.0
#include "event_intake.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "herald/testing/builders.h"
#include "herald/testing/fake_feed.h"
#include "http_error.h"

namespace herald::http_source {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

constexpr const char* kUuid = "0190163D-8694-739b-aea5-966c26f8ad91";

Event named(const std::string& type, const std::string& id, const std::string& device = "") {
  Event event;
  event.type = type;
  event.id = id;
  event.device = device;
  return event;
}

/// The types of the accepted events, each with its context, which has the sender's id.
std::vector<std::string> accepted(const test::FakeFeed& feed) {
  std::vector<std::string> list;
  for (const Event& event : feed.events()) list.push_back(event.type + event.context);
  return list;
}

TEST(EventIntake, GivesEachEventAnId) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  const auto ids = intake.accept({named("A", ""), named("B", kUuid), named("C", "job 17")});
  EXPECT_THAT(ids, ElementsAre(MatchesRegex("........-....-7...-....-............"),
                               MatchesRegex("........-....-5...-....-............"),
                               MatchesRegex("........-....-5...-....-............")));
  EXPECT_THAT(accepted(feed), ElementsAre("A{}", R"(B{"originalId":"0190163D-8694-739b-aea5-966c26f8ad91"})",
                                          R"(C{"originalId":"job 17"})"));
}

TEST(EventIntake, GivesTheSameIdOfAnotherDeviceOrSourceAnotherUuid) {
  for (const char* id : {"1", kUuid}) {
    test::FakeFeed feed, elsewhere;
    EventIntake intake(feed), other(elsewhere);
    const auto ids = intake.accept({named("A", id, "mk3"), named("A", id, "mk4")});
    EXPECT_NE(ids[0], ids[1]);
    EXPECT_EQ(feed.events().size(), 2u) << id;
    EXPECT_NE(other.accept({named("A", id, "mk3")}), intake.accept({named("A", id, "mk3")}));
  }
}

TEST(EventIntake, AcceptsARepeatedEventOnce) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  const auto first = intake.accept({named("A", "1"), named("A", "1"), named("B", "2")});
  EXPECT_EQ(first[0], first[1]);
  EXPECT_EQ(intake.accept({named("A", "1"), named("C", "3"), named("B", "2")})[0], first[0]);
  EXPECT_THAT(accepted(feed),
              ElementsAre(R"(A{"originalId":"1"})", R"(B{"originalId":"2"})", R"(C{"originalId":"3"})"));
}

TEST(EventIntake, RemembersAcceptedIdsAfterARestart) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  const auto ids = intake.accept({named("A", "1"), named("A", kUuid)});
  EventIntake again(feed);
  EXPECT_EQ(again.accept({named("A", "1"), named("A", kUuid)}), ids);
  EXPECT_EQ(feed.events().size(), 2u);
}

TEST(EventIntake, ForgetsTheOldestIds) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  intake.accept({named("A", "first")});
  for (int i = 0; i < 4096; ++i) intake.accept({named("A", std::to_string(i))});
  intake.accept({named("A", "0"), named("A", "first")});
  EXPECT_EQ(feed.events().size(), 4098u);
}

void expectRetryLater(EventIntake& intake) {
  try {
    intake.accept({named("A", "1"), named("B", "2")});
    ADD_FAILURE() << "was accepted";
  } catch (const HttpError& error) {
    EXPECT_EQ(error.status(), 503);
    EXPECT_THAT(error.fields(), ElementsAre(std::pair<std::string, std::string>("Retry-After", "5")));
  }
}

TEST(EventIntake, ForgetsTheIdsIfTheOutboxIsFull) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  feed.setFull(true);
  expectRetryLater(intake);
  feed.setFull(false);
  intake.accept({named("A", "1"), named("B", "2")});
  EXPECT_EQ(feed.events().size(), 2u);
}

/// The feed of a source that has stopped.
class LateFeed : public test::FakeFeed {
 public:
  bool tryPublish(std::span<Event>, const Notes&) override {
    throw Failure(Outcome::Verdict::Gone, "Herald accepts nothing any more");
  }
};

TEST(EventIntake, AnswersLaterAndLogsAnyOtherFailure) {
  LateFeed feed;
  EventIntake intake(feed);
  expectRetryLater(intake);
  ASSERT_EQ(feed.host.lines().size(), 1u);
  EXPECT_EQ(feed.host.lines()[0].text, "could not accept events: Herald accepts nothing any more");
}

TEST(EventIntake, AcceptsOneOfManyIdenticalRequestsAtTheSameTime) {
  test::FakeFeed feed;
  EventIntake intake(feed);
  std::latch all(4);
  std::vector<std::thread> senders;
  for (int i = 0; i < 4; ++i) {
    senders.emplace_back([&] {
      all.arrive_and_wait();
      for (int id = 0; id < 100; ++id)
        intake.accept({named("A", std::to_string(id)), named("A", std::to_string(id + 1))});
    });
  }
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(feed.events().size(), 101u);
}

}  // namespace
}  // namespace herald::http_source
