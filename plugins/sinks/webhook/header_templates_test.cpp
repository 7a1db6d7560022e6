// SPDX-License-Identifier: Apache-2.0
#include "header_templates.h"

#include <gmock/gmock.h>

#include "herald/testing/builders.h"

namespace herald::webhook {
namespace {

using ::testing::HasSubstr;

Settings headerSettings(Settings::Values values) {
  return {{{"headers", Type::TemplateMap, "", "Headers."}}, std::move(values)};
}

TEST(HeaderTemplates, RenderEachValue) {
  const HeaderTemplates headers(headerSettings({{"headers.X-Job", "<@job>"}, {"headers.X-Gap", "@gap"}}), "headers");
  const Event event = test::event("E", R"({"job":"a\r\nb"})");
  const Attempt attempt = test::attempt(event);
  const TemplateOptions options;
  Rendering rendering(options, attempt);
  const HttpHeaders rendered = headers.render(rendering);
  EXPECT_EQ(rendered, (HttpHeaders{{"X-Gap", ""}, {"X-Job", "<ab>"}}));
  EXPECT_EQ(rendering.missing(), std::vector<std::string>{"gap"});
  EXPECT_TRUE(headers.uses("gap"));
  EXPECT_FALSE(headers.uses("meta"));
}

TEST(HeaderTemplates, RejectHeadersThatAUserMayNotSet) {
  struct {
    Settings::Values values;
    const char *option, *why;
  } const kCases[] = {
      {{{"headers.X Y", "1"}}, "headers.X Y", "not a valid header name"},
      {{{"headers.Content-Length", "1"}}, "headers.Content-Length", "belongs to Herald"},
      {{{"headers.Webhook-ID", "1"}}, "headers.Webhook-ID", "belongs to Herald"},
      {{{"headers.webhook-signature", "1"}}, "headers.webhook-signature", "belongs to Herald"},
      {{{"headers.A", "1\r\nB: 2"}}, "headers.A", "line break"},
      {{{"headers.accept", "1"}, {"headers.Accept", "2"}}, "headers.accept", "is a duplicate of `Accept`"},
      {{{"headers.A", "@{oops"}}, "headers.A", ""},
      {{{"headers", R"({"Host":"x"})"}}, "headers", "`Host` belongs to Herald"},
  };
  for (const auto& given : kCases) try {
      HeaderTemplates(headerSettings(given.values), "headers");
      ADD_FAILURE() << "accepted " << given.option;
    } catch (const BadSettings& bad) {
      ASSERT_EQ(bad.problems().size(), 1u);
      EXPECT_EQ(bad.problems().front().option, given.option);
      EXPECT_THAT(bad.problems().front().why, HasSubstr(given.why));
    }
}

TEST(SetContentType, AddsKeepsOrReplacesIt) {
  struct {
    HttpHeaders given, expected;
  } const kCases[] = {
      {{}, {{"content-type", "application/json"}}},
      {{{"Content-Type", "application/json"}}, {{"Content-Type", "application/json"}}},
      {{{"CONTENT-TYPE", "Application/JSON ; charset=utf-8"}}, {{"CONTENT-TYPE", "Application/JSON ; charset=utf-8"}}},
      {{{"Content-Type", "text/plain"}}, {{"Content-Type", "application/json"}}},
      {{{"Content-Type", "application/json-seq"}}, {{"Content-Type", "application/json"}}},
      {{{"X-Content-Type", "a/b"}}, {{"X-Content-Type", "a/b"}, {"content-type", "application/json"}}},
  };
  for (auto given : kCases) {
    setContentType(given.given, "application/json");
    EXPECT_EQ(given.given, given.expected);
  }
}

}  // namespace
}  // namespace herald::webhook
