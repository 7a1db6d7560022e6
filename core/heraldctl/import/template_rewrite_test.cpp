// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/template_rewrite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "herald/json.h"
#include "herald/template.h"

namespace herald::core::import {
namespace {

std::string rewritten(const std::string& text, bool anyName = false) {
  std::vector<Rewriting> done;
  return TemplateRewriter(anyName).text(text, done);
}

TEST(TemplateRewriter, KeepsWhatMeansTheSame) {
  for (const auto text : {"", "plain", "@topic", "@topic on @deviceIdentifier", "(@topic)", "@job.file.name, @topic.",
                          "me@home.org", "a @ b", "@", "ends with @", "_@topic", "ü@topic", "x@unknown"})
    EXPECT_EQ(rewritten(text), text);
}

TEST(TemplateRewriter, PutsBracesWhereAWordStandsInFront) {
  std::vector<Rewriting> done;
  EXPECT_EQ(TemplateRewriter().text("it@topic and 100@job.file.name-new", done),
            "it@{topic} and 100@{job.file.name-new}");
  EXPECT_THAT(done, ::testing::ElementsAre(Rewriting{"it@topic", "it@{topic}"},
                                           Rewriting{"100@job.file.name-new", "100@{job.file.name-new}"}));
  EXPECT_EQ(rewritten("https://h/u@job.user/x"), "https://h/u@{job.user}/x");
  EXPECT_EQ(rewritten("Bearer@access_token"), "Bearer@access_token");
  EXPECT_EQ(rewritten("Bearer@access_token me@home.org", true), "Bearer@{access_token} me@home.org");
}

TEST(TemplateRewriter, ABraceIsText) {
  std::vector<Rewriting> done;
  EXPECT_EQ(TemplateRewriter().text("a@{topic}", done), "a@@{topic}");
  EXPECT_EQ(done.size(), 1u);
}

TEST(TemplateRewriter, PutsInWhatHadVariablesOfItsOwn) {
  std::vector<Rewriting> done;
  const TemplateRewriter rewriter(false, {{"deviceIdentifier", "@appearance.name!"}});
  EXPECT_EQ(rewriter.text("@deviceIdentifier is at @job.file.name", done), "@appearance.name! is at @job.file.name");
  EXPECT_EQ(rewriter.json(R"({"a": "@deviceIdentifier"})", done), R"({"a": "@appearance.name!"})");
}

TEST(TemplateRewriter, ChangesOnlyStringsThatAreNoKeys) {
  std::vector<Rewriting> done;
  const std::string document =
      "{\n  \"a@topic\" : [1, \"b@topic\", \"\\n@topic\", \"\\\"@state\"],\n  \"ü\":\"\\u00fc\"\n}";
  EXPECT_EQ(TemplateRewriter().json(document, done),
            "{\n  \"a@topic\" : [1, \"b@{topic}\", \"\\n@topic\", \"\\\"@state\"],\n  \"ü\":\"\\u00fc\"\n}");
  EXPECT_EQ(done.size(), 1u);
}

RC_GTEST_PROP(TemplateRewriterProperty, AlwaysGivesATemplateThatCompiles, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("@@@@{}|.topic_-9 \"\\")));
  Template(rewritten(text, true), Place::Text);
  const auto document = "{\"k\":" + jsonQuote(text) + "}";
  std::vector<Rewriting> done;
  Template(TemplateRewriter(true).json(document, done), Place::Json);
}

}  // namespace
}  // namespace herald::core::import
