// SPDX-License-Identifier: Apache-2.0
#include "herald/rendering.h"

#include <gmock/gmock.h>

#include <utility>

#include "herald/testing/builders.h"

namespace herald {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TemplateOptions optionsOf(Settings::Values values) {
  return TemplateOptions(Settings(TemplateOptions::options(), std::move(values)));
}

class RenderingTest : public ::testing::Test {
 protected:
  const Event event_ = test::event("PrintDone", R"({"name":"benchy","time":12})");
  const Attempt attempt_ = test::attempt(event_, "@name by @whom");
};

TEST_F(RenderingTest, FillsInTheVariablesOfTheUserThePluginAndTheEvent) {
  const auto options = optionsOf({{"variables.chat", "@42"}, {"variables.base", "x"}});
  Rendering rendering(options, attempt_);
  rendering.variables().set("base", "http://h");
  EXPECT_EQ(rendering.text(Template("@base/@chat/@name", Place::Text)), "http://h/@42/benchy");
  EXPECT_THAT(rendering.missing(), IsEmpty());
}

TEST_F(RenderingTest, CollectsWhatIsMissingInAllTexts) {
  const TemplateOptions options;
  Rendering rendering(options, attempt_);
  EXPECT_EQ(rendering.text(Template("@z @message", Place::Text)), " benchy by ");
  EXPECT_EQ(rendering.json(Template(R"({"a":"@z","b":"@gap"})", Place::Json)), R"({"a":"","b":""})");
  EXPECT_THAT(rendering.missing(), ElementsAre("gap", "whom", "z"));
}

TEST_F(RenderingTest, RejectsAnIncompleteEventIfTheUserWantsThat) {
  const auto strict = optionsOf({{"strict", "true"}});
  Rendering rendering(strict, attempt_);
  rendering.text(Template("@name", Place::Text));
  EXPECT_THAT(rendering.missing(), IsEmpty());
  rendering.text(Template("@gap @message", Place::Text));
  try {
    rendering.missing();
    FAIL() << "no exception";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Rejected);
    EXPECT_STREQ(failure.what(),
                 "the event has no @gap, @whom: add a fallback (`@{name|fallback}`) or set strict = false");
  }
}

TEST_F(RenderingTest, CutsFieldsToTheLimitsOfTheUser) {
  const auto options = optionsOf({{"limits.title", "4"}, {"limits.a.b", "3 bytes"}});
  Rendering rendering(options, attempt_);
  EXPECT_EQ(rendering.text(Template("@name", Place::Text), "title"), "ben…");
  EXPECT_EQ(rendering.text(Template("@name", Place::Text), "other"), "benchy");
  EXPECT_EQ(rendering.json(Template(R"({"a":{"b":"@name"},"title":"@name"})", Place::Json)),
            R"({"a":{"b":"…"},"title":"ben…"})");
}

TEST(TemplateOptionsTest, SayWhichVariablesTheUserAdds) {
  EXPECT_THAT(optionsOf({{"variables.chat", "1"}, {"variables.room", "2"}}).vocabulary().variables,
              ElementsAre("chat", "room"));
  EXPECT_THAT(TemplateOptions().vocabulary().variables, IsEmpty());
}

TEST(TemplateOptionsTest, BlameTheLimitThatIsNone) {
  for (const auto& [values, key] : std::vector<std::pair<Settings::Values, std::string>>{
           {{{"limits.a.b", "many"}}, "limits.a.b"}, {{{"limits", R"({"a.b":"many"})"}}, "limits"}}) {
    try {
      optionsOf(values);
      ADD_FAILURE() << key;
    } catch (const BadSettings& bad) {
      EXPECT_EQ(bad.problems().front().option, key);
    }
  }
}

}  // namespace
}  // namespace herald
