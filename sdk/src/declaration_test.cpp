// SPDX-License-Identifier: Apache-2.0
#include "herald/declaration.h"

#include <gmock/gmock.h>

namespace herald {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string mistakeOf(std::string_view kind, const Option& option) {
  const auto found = declarationProblems(kind, {option});
  return found.empty() ? std::string() : found.front().why;
}

TEST(DeclarationTest, FindsNothingInAGoodOne) {
  EXPECT_THAT(declarationProblems("sink", {{.name = "url", .required = true},
                                           {.name = "tls.ca"},
                                           {.name = "X-Key_2"},
                                           {.name = "headers", .type = Type::Map},
                                           {.name = "headers.Accept"},
                                           {.name = "how", .type = Type::Choice, .choices = {"a", "b"}},
                                           {.name = "every", .type = Type::Duration, .fallback = "5m"}}),
              IsEmpty());
}

TEST(DeclarationTest, FindsEachMistake) {
  EXPECT_THAT(mistakeOf("sink", {.name = ""}), HasSubstr("another name"));
  EXPECT_THAT(mistakeOf("sink", {.name = "a b"}), HasSubstr("letters, digits"));
  EXPECT_THAT(mistakeOf("sink", {.name = "a=b"}), HasSubstr("letters, digits"));
  EXPECT_THAT(mistakeOf("sink", {.name = ".a"}), HasSubstr("letters, digits"));
  EXPECT_THAT(mistakeOf("sink", {.name = "key.file"}), HasSubstr("NAME.file"));
  EXPECT_THAT(mistakeOf("sink", {.name = "how", .type = Type::Choice}), HasSubstr("no choices"));
  EXPECT_THAT(mistakeOf("sink", {.name = "how", .choices = {"a"}}), HasSubstr("not the type Choice"));
  EXPECT_THAT(mistakeOf("sink", {.name = "a", .fallback = "x", .required = true}), HasSubstr("required"));
  EXPECT_THAT(mistakeOf("sink", {.name = "a", .type = Type::Integer, .fallback = "ten"}), HasSubstr("has a default"));
  const auto twice = declarationProblems("sink", {{.name = "a"}, {.name = "a"}});
  ASSERT_THAT(twice, SizeIs(1));
  EXPECT_EQ(twice.front().why, "is declared twice");
}

TEST(DeclarationTest, FindsBoundsThatDoNotFit) {
  EXPECT_THAT(mistakeOf("", {.name = "a", .type = Type::Integer, .fallback = "9", .most = "8"}),
              HasSubstr("has a default that has to be at most 8"));
  EXPECT_THAT(mistakeOf("", {.name = "a", .type = Type::Integer, .least = "9", .most = "8"}), HasSubstr("has a bound"));
  EXPECT_THAT(mistakeOf("", {.name = "a", .type = Type::Duration, .least = "1"}), HasSubstr("has a bound"));
  EXPECT_THAT(mistakeOf("", {.name = "a", .least = "1"}), HasSubstr("its type has no order"));
  EXPECT_THAT(mistakeOf("", {.name = "a", .type = Type::Path, .fallback = "here"}), HasSubstr("a relative path"));
}

TEST(DeclarationTest, HoldsFormerNamesToTheSameRules) {
  EXPECT_EQ(mistakeOf("sink", {.name = "a", .formerly = {"b", "c.d"}}), "");
  EXPECT_THAT(mistakeOf("sink", {.name = "a", .formerly = {"b c"}}), HasSubstr("letters, digits"));
  EXPECT_THAT(mistakeOf("sink", {.name = "a", .formerly = {"events"}}), HasSubstr("adds to every sink"));
  const auto taken = declarationProblems("", {{.name = "a", .formerly = {"b"}}, {.name = "b"}});
  ASSERT_THAT(taken, SizeIs(1));
  EXPECT_EQ(taken.front().option, "b");
  EXPECT_EQ(taken.front().why, "is declared twice");
}

TEST(DeclarationTest, KnowsTheNamesThatHeraldAdds) {
  for (const char* kind : {"source", "transform", "sink"})
    for (const auto& name : reservedOptions(kind))
      EXPECT_NE(mistakeOf(kind, {.name = name}), "") << kind << " " << name;
  EXPECT_THAT(mistakeOf("sink", {.name = "events"}), HasSubstr("adds to every sink"));
  EXPECT_THAT(mistakeOf("sink", {.name = "message.hello"}), HasSubstr("`message`"));
  EXPECT_THAT(mistakeOf("sink", {.name = "retry", .type = Type::Map}), HasSubstr("`retry.first`"));
  EXPECT_EQ(mistakeOf("sink", {.name = "retry"}), "");
  EXPECT_THAT(mistakeOf("sink", {.name = "eventTopic.hello"}), HasSubstr("`eventTopic`"));
  EXPECT_EQ(mistakeOf("sink", {.name = "progress.unit"}), "") << "only a map has members";
  EXPECT_EQ(mistakeOf("source", {.name = "events"}), "");
}

TEST(DeclarationTest, KeepsTheNamesForOneEventAndOneDeviceForHerald) {
  EXPECT_THAT(mistakeOf("sink", {.name = "on"}), HasSubstr("`on`"));
  EXPECT_THAT(mistakeOf("sink", {.name = "on.start"}), HasSubstr("`on`"));
  EXPECT_THAT(mistakeOf("sink", {.name = "for.guests", .type = Type::Map}), HasSubstr("`for`"));
  EXPECT_EQ(mistakeOf("sink", {.name = "onStart"}), "");
  EXPECT_EQ(mistakeOf("transform", {.name = "for"}), "") << "only a sink has them";
  EXPECT_EQ(mistakeOf("sink", {.name = "start", .formerly = {"on.start", "for.start"}}), "");
  EXPECT_THAT(mistakeOf("sink", {.name = "hooks", .type = Type::Map, .formerly = {"on"}}), HasSubstr("`on`"));
}

TEST(DeclarationTest, LetsASinkHaveATimeoutOfItsOwn) {
  EXPECT_EQ(mistakeOf("sink", {.name = "timeout", .type = Type::Duration, .fallback = "30s"}), "");
  EXPECT_THAT(mistakeOf("sink", {.name = "timeout", .type = Type::Integer}), HasSubstr("duration"));
  EXPECT_EQ(mistakeOf("source", {.name = "timeout", .type = Type::Integer}), "");
}

TEST(DeclarationTest, LetsASinkHaveAConcurrencyOfItsOwn) {
  const Option option{.name = "concurrency", .type = Type::Integer, .fallback = "500", .least = "1", .most = "1000"};
  EXPECT_EQ(mistakeOf("sink", option), "");
  auto other = option;
  other.most = "10000";
  EXPECT_EQ(mistakeOf("sink", other), "");
  other.most = "100000";
  EXPECT_THAT(mistakeOf("sink", other), HasSubstr("from 1 to 1000"));
  other = option;
  other.type = Type::Number;
  EXPECT_THAT(mistakeOf("sink", other), HasSubstr("from 1 to 1000"));
  EXPECT_EQ(mistakeOf("source", other), "");
}

TEST(DeclarationTest, ReservesNoNameWithoutAKind) { EXPECT_EQ(mistakeOf("", {.name = "events"}), ""); }

}  // namespace
}  // namespace herald
