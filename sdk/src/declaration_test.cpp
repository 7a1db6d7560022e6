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

TEST(DeclarationTest, KnowsTheNamesThatHeraldAdds) {
  for (const char* kind : {"source", "transform", "sink"})
    for (const auto& name : reservedOptions(kind))
      EXPECT_NE(mistakeOf(kind, {.name = name}), "") << kind << " " << name;
  EXPECT_THAT(mistakeOf("sink", {.name = "events"}), HasSubstr("adds to every sink"));
  EXPECT_THAT(mistakeOf("sink", {.name = "message.hello"}), HasSubstr("`message`"));
  EXPECT_THAT(mistakeOf("sink", {.name = "retry", .type = Type::Map}), HasSubstr("`retry.first`"));
  EXPECT_EQ(mistakeOf("sink", {.name = "retry"}), "");
  EXPECT_EQ(mistakeOf("source", {.name = "events"}), "");
}

TEST(DeclarationTest, LetsASinkHaveATimeoutOfItsOwn) {
  EXPECT_EQ(mistakeOf("sink", {.name = "timeout", .type = Type::Duration, .fallback = "30s"}), "");
  EXPECT_THAT(mistakeOf("sink", {.name = "timeout", .type = Type::Integer}), HasSubstr("duration"));
  EXPECT_EQ(mistakeOf("source", {.name = "timeout", .type = Type::Integer}), "");
}

TEST(DeclarationTest, ReservesNoNameWithoutAKind) { EXPECT_EQ(mistakeOf("", {.name = "events"}), ""); }

}  // namespace
}  // namespace herald
