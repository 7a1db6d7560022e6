#include "ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "herald/testing/fake_feed.h"
#include "testing_mortal_feed.h"

namespace herald::octoprint {
namespace {

using ::testing::ElementsAre;

std::vector<Event> twoEvents() {
  return {
      {.type = "PrintFailed", .payload = R"({"name":"ä.gcode"})", .category = Category::Lifecycle, .subject = "a@1"},
      {.type = "PrintProgress",
       .context = R"({"state":{"text":"Printing"}})",
       .category = Category::Progress,
       .subject = "b@2",
       .time = std::chrono::system_clock::time_point(std::chrono::milliseconds(1588195498250))}};
}

std::string allOf(const Event& event) {
  return event.id + " " + event.type + " " + event.payload + " " + event.context + " " +
         std::string(toString(event.category)) + " " + event.subject + " " + toRfc3339(event.time);
}

std::set<std::string> allOf(const std::vector<Event>& events) {
  std::set<std::string> texts;
  for (const Event& event : events) texts.insert(allOf(event));
  return texts;
}

TEST(Ledger, PublishesAndRemembers) {
  test::FakeFeed feed;
  Ledger(feed).tell(twoEvents(), R"({"job":1})");
  EXPECT_EQ(feed.events().size(), 2u);
  Ledger next(feed);
  EXPECT_EQ(next.state(), R"({"job":1})");
  next.catchUp();
  EXPECT_EQ(feed.events().size(), 2u) << "nothing was left untold";
}

TEST(Ledger, TellsWhatItsEndLeftUntoldUnderTheSameIds) {
  for (int steps = 0; steps <= 3; ++steps) {
    MortalFeed feed;
    feed.host.save("printer", R"({"job":0})");
    feed.dieAfter(steps);
    try {
      Ledger(feed).tell(twoEvents(), R"({"job":1})");
    } catch (const MortalFeed::Death&) {
    }
    feed.live();
    Ledger next(feed);
    next.catchUp();
    const bool begun = steps > 0;
    EXPECT_EQ(next.state(), begun ? R"({"job":1})" : R"({"job":0})") << steps;
    EXPECT_EQ(allOf(feed.events()).size(), begun ? 2u : 0u) << steps << ": what is told again is the same in all";
    Ledger(feed).catchUp();
    EXPECT_EQ(allOf(feed.events()).size(), feed.events().size() / (steps == 2 ? 2 : 1)) << steps;
  }
}

TEST(Ledger, SavesNothingForAnEventThatChangesNothing) {
  MortalFeed feed;
  feed.host.save("printer", R"({"job":0})");
  Ledger ledger(feed);
  feed.dieAfter(1);
  ledger.tell(twoEvents(), R"({"job":0})");
  EXPECT_EQ(feed.events().size(), 2u);
}

TEST(Ledger, LeavesOutWhatIsRefusedForEver) {
  test::FakeFeed feed;
  feed.host.save("printer", R"({"job":0,"untold":[{"type":""},7]})");
  Ledger ledger(feed);
  ledger.catchUp();
  EXPECT_TRUE(feed.events().empty());
  EXPECT_EQ(feed.host.load("printer"), R"({"job":0})");
  EXPECT_EQ(feed.host.lines().size(), 1u);
}

TEST(Ledger, IsEmptyWhereWhatWasSavedIsNone) {
  for (const char* text : {"", "[]", "7", "{"}) {
    test::FakeFeed feed;
    feed.host.save("printer", text);
    EXPECT_EQ(Ledger(feed).state(), "") << text;
  }
}

}  // namespace
}  // namespace herald::octoprint
