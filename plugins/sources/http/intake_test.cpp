#include "intake.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "herald/testing/builders.h"
#include "herald/testing/fake_feed.h"
#include "refusal.h"

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

/// The types, and what the context says of the id.
std::vector<std::string> taken(const test::FakeFeed& feed) {
  std::vector<std::string> list;
  for (const Event& event : feed.events()) list.push_back(event.type + event.context);
  return list;
}

TEST(Intake, GivesEachEventAnId) {
  test::FakeFeed feed;
  Intake intake(feed);
  const auto ids = intake.take({named("A", ""), named("B", kUuid), named("C", "job 17")});
  EXPECT_THAT(ids, ElementsAre(MatchesRegex("........-....-7...-....-............"),
                               MatchesRegex("........-....-5...-....-............"),
                               MatchesRegex("........-....-5...-....-............")));
  EXPECT_THAT(taken(feed), ElementsAre("A{}", R"(B{"originalId":"0190163D-8694-739b-aea5-966c26f8ad91"})",
                                       R"(C{"originalId":"job 17"})"));
}

TEST(Intake, TheSameIdOfAnotherDeviceOrAnotherSourceIsAnotherEvents) {
  for (const char* id : {"1", kUuid}) {
    test::FakeFeed feed, elsewhere;
    Intake intake(feed), other(elsewhere);
    const auto ids = intake.take({named("A", id, "mk3"), named("A", id, "mk4")});
    EXPECT_NE(ids[0], ids[1]);
    EXPECT_EQ(feed.events().size(), 2u) << id;
    EXPECT_NE(other.take({named("A", id, "mk3")}), intake.take({named("A", id, "mk3")}));
  }
}

TEST(Intake, TakesAnEventOnceThoughItIsSentAgain) {
  test::FakeFeed feed;
  Intake intake(feed);
  const auto first = intake.take({named("A", "1"), named("A", "1"), named("B", "2")});
  EXPECT_EQ(first[0], first[1]);
  EXPECT_EQ(intake.take({named("A", "1"), named("C", "3"), named("B", "2")})[0], first[0]);
  EXPECT_THAT(taken(feed), ElementsAre(R"(A{"originalId":"1"})", R"(B{"originalId":"2"})", R"(C{"originalId":"3"})"));
}

TEST(Intake, RemembersOverAnyEndWhatWasTaken) {
  test::FakeFeed feed;
  Intake intake(feed);
  const auto ids = intake.take({named("A", "1"), named("A", kUuid)});
  Intake again(feed);
  EXPECT_EQ(again.take({named("A", "1"), named("A", kUuid)}), ids);
  EXPECT_EQ(feed.events().size(), 2u);
}

TEST(Intake, ForgetsTheOldestOfMoreThanItsMemory) {
  test::FakeFeed feed;
  Intake intake(feed);
  intake.take({named("A", "first")});
  for (int i = 0; i < 4096; ++i) intake.take({named("A", std::to_string(i))});
  intake.take({named("A", "0"), named("A", "first")});
  EXPECT_EQ(feed.events().size(), 4098u);
}

void expectLater(Intake& intake) {
  try {
    intake.take({named("A", "1"), named("B", "2")});
    ADD_FAILURE() << "was taken";
  } catch (const Refusal& refused) {
    EXPECT_EQ(refused.status(), 503);
    EXPECT_THAT(refused.fields(), ElementsAre(std::pair<std::string, std::string>("Retry-After", "5")));
  }
}

TEST(Intake, WhatThereIsNoRoomForIsNotRemembered) {
  test::FakeFeed feed;
  Intake intake(feed);
  feed.setFull(true);
  expectLater(intake);
  feed.setFull(false);
  intake.take({named("A", "1"), named("B", "2")});
  EXPECT_EQ(feed.events().size(), 2u);
}

/// Of a source that was told to stop long ago.
class LateFeed : public test::FakeFeed {
 public:
  bool tryPublish(std::span<Event>, const Notes&) override {
    throw Failure(Outcome::Verdict::Gone, "nothing is accepted any more");
  }
};

TEST(Intake, WhatIsRefusedForAnotherReasonIsForLaterAndTheOperatorIsTold) {
  LateFeed feed;
  Intake intake(feed);
  expectLater(intake);
  ASSERT_EQ(feed.host.lines().size(), 1u);
  EXPECT_EQ(feed.host.lines()[0].text, "events were not accepted: nothing is accepted any more");
}

TEST(Intake, OfManyWhoSendTheSameAtOnceOneIsTaken) {
  test::FakeFeed feed;
  Intake intake(feed);
  std::latch all(4);
  std::vector<std::thread> senders;
  for (int i = 0; i < 4; ++i) {
    senders.emplace_back([&] {
      all.arrive_and_wait();
      for (int id = 0; id < 100; ++id)
        intake.take({named("A", std::to_string(id)), named("A", std::to_string(id + 1))});
    });
  }
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(feed.events().size(), 101u);
}

}  // namespace
}  // namespace herald::http_source
