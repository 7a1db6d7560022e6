#include "seen_ids.h"

#include <gmock/gmock.h>

#include <thread>

namespace herald::http_source {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SeenIds, RemembersWhatWasKept) {
  SeenIds seen(10);
  {
    auto claim = seen.claim({"a", "b"});
    EXPECT_THAT(claim.fresh(), ElementsAre("a", "b"));
    claim.keep();
  }
  EXPECT_THAT(seen.claim({"a", "c"}).fresh(), ElementsAre("c"));
}

TEST(SeenIds, ForgetsWhatWasNot) {
  SeenIds seen(10);
  EXPECT_THAT(seen.claim({"a"}).fresh(), ElementsAre("a"));
  EXPECT_THAT(seen.claim({"a"}).fresh(), ElementsAre("a"));
  EXPECT_FALSE(seen.takeChange());
}

TEST(SeenIds, TheOldestGoesFirst) {
  SeenIds seen(3);
  for (const char* id : {"a", "b", "c", "d"}) seen.claim({id}).keep();
  EXPECT_EQ(seen.text(), "b\nc\nd\n");
  EXPECT_THAT(seen.claim({"a", "b"}).fresh(), ElementsAre("a"));
}

TEST(SeenIds, CanBeWrittenDownAndReadAgain) {
  SeenIds first(3), second(2);
  for (const char* id : {"a", "b", "c"}) first.claim({id}).keep();
  EXPECT_TRUE(first.takeChange());
  EXPECT_FALSE(first.takeChange());
  second.fill(first.text() + "\n");
  EXPECT_EQ(second.text(), "b\nc\n");
  EXPECT_FALSE(second.takeChange());
  second.fill("d");
  EXPECT_EQ(second.text(), "c\nd\n");
}

TEST(SeenIds, OneOfTwoWhoHaveTheSameIdWaitsForTheOther) {
  SeenIds seen(10);
  std::set<std::string> ofTheOther{"not yet"};
  std::thread other;
  {
    auto claim = seen.claim({"a", "b"});
    other = std::thread([&] { ofTheOther = seen.claim({"b"}).fresh(); });
    claim.keep();
  }
  other.join();
  EXPECT_THAT(ofTheOther, IsEmpty());
}

}  // namespace
}  // namespace herald::http_source
