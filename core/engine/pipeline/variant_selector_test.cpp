// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_selector.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace herald::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::size_t kMostSets = 1000;

Event eventOf(const std::string& type, const std::string& device) { return Event{.type = type, .device = device}; }

TEST(VariantSelector, matches_by_type_and_device) {
  const VariantSelector failed{"PrintFailed", ""}, prusas{"", "mk3*"}, both{"Print*", "mk3*"};
  EXPECT_TRUE(failed.matches(eventOf("printfailed", "mk3-1")));
  EXPECT_FALSE(failed.matches(eventOf("PrintDone", "mk3-1")));
  EXPECT_TRUE(prusas.matches(eventOf("PrintDone", "MK3-1")));
  EXPECT_FALSE(prusas.matches(eventOf("PrintDone", "ender")));
  EXPECT_TRUE(both.matches(eventOf("PrintDone", "mk3")));
  EXPECT_FALSE(both.matches(eventOf("Error", "mk3")));
  EXPECT_FALSE(both.matches(eventOf("PrintDone", "ender")));
}

TEST(VariantSelector, is_shown_as_it_is_written) {
  EXPECT_EQ(toString({"PrintFailed", ""}), "on.PrintFailed");
  EXPECT_EQ(toString({"", "mk3*"}), "for.mk3*");
  EXPECT_EQ(toString({"PrintFailed", "mk3*"}), "on.PrintFailed.for.mk3*");
  EXPECT_EQ(toString({"", ""}), "");
}

TEST(VariantSelector, an_event_wins_over_a_device_and_both_over_one_and_a_name_over_a_glob) {
  const std::vector<VariantSelector> ascending{
      {"", "*"},       {"", "mk3*"},        {"", "mk3-1*"}, {"", "mk3"},       {"*", ""},
      {"Print*", ""},  {"PrintP*", ""},     {"Error", ""},  {"PrintDone", ""}, {"*", "mk3"},
      {"Print*", "*"}, {"Print*", "mk3-1"}, {"Error", "*"}, {"Error", "mk3*"}, {"Error", "mk3"},
  };
  auto sorted = ascending;
  std::mt19937 random(7);
  std::shuffle(sorted.begin(), sorted.end(), random);
  std::sort(sorted.begin(), sorted.end(), isLessSpecial);
  EXPECT_EQ(sorted, ascending);
  EXPECT_FALSE(isLessSpecial({"Error", ""}, {"error", ""}));
  EXPECT_FALSE(isLessSpecial({"error", ""}, {"Error", ""}));
}

TEST(VariantSelector, an_event_matches_several) {
  const std::vector<VariantSelector> all{{"", "mk3*"}, {"Print*", ""}, {"PrintDone", ""}, {"Error", "mk3"}};
  EXPECT_THAT(matching(all, eventOf("PrintDone", "mk3")), ElementsAre(0, 1, 2));
  EXPECT_THAT(matching(all, eventOf("Error", "mk3")), ElementsAre(0, 3));
  EXPECT_THAT(matching(all, eventOf("Error", "ender")), ElementsAre());
}

TEST(VariantSelector, possible_matches_are_few_where_names_exclude_each_other) {
  EXPECT_THAT(possibleMatches({{"Error", ""}, {"PrintDone", ""}, {"PrintFailed", ""}}, kMostSets),
              UnorderedElementsAre(SelectorSet{}, SelectorSet{0}, SelectorSet{1}, SelectorSet{2}));
  EXPECT_THAT(possibleMatches({{"", "mk3"}, {"Error", ""}}, kMostSets),
              UnorderedElementsAre(SelectorSet{}, SelectorSet{0}, SelectorSet{1}, SelectorSet{0, 1}));
  EXPECT_THAT(possibleMatches({{"Print*", ""}, {"PrintDone", ""}}, kMostSets),
              UnorderedElementsAre(SelectorSet{}, SelectorSet{0}, SelectorSet{0, 1}))
      << "whatever is PrintDone is Print*";
  EXPECT_THAT(possibleMatches({{"*Done", ""}, {"Print*", ""}}, kMostSets), Contains(SelectorSet{0, 1}));
}

TEST(VariantSelector, possible_matches_end_at_the_most) {
  std::vector<VariantSelector> globs;
  for (char c = 'a'; c <= 'z'; ++c) globs.push_back({std::string("*") + c + "*", ""});
  EXPECT_EQ(possibleMatches(globs, 10).size(), 11u);
}

TEST(VariantSelector, what_matches_is_always_possible) {
  std::mt19937 random(11);
  const auto word = [&](const std::string& letters) {
    std::string text;
    for (auto size = random() % 4; size > 0; --size) text += letters[random() % letters.size()];
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<VariantSelector> selectors;
    for (auto count = random() % 5; count > 0; --count) {
      VariantSelector selector{word("ab*?"), word("ab*?")};
      if (selector.event.empty() && selector.device.empty()) selector.event = "*";
      selectors.push_back(std::move(selector));
    }
    std::sort(selectors.begin(), selectors.end(), isLessSpecial);
    const auto possible = possibleMatches(selectors, kMostSets);
    for (int i = 0; i < 10; ++i) {
      const auto one = eventOf(word("abA"), word("abA"));
      ASSERT_THAT(possible, Contains(matching(selectors, one))) << one.type << " " << one.device;
    }
  }
}

}  // namespace
}  // namespace herald::core
