// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/webhooks_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <iterator>

#include "heraldctl/import/webhooks_defaults.h"

namespace herald::core::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string testcase(const std::string& name) {
  std::ifstream file(std::string(HERALD_TESTCASES) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "" where the text is fine.
std::string refusalOf(const std::string& text) {
  try {
    readWebhooksSettings(text);
  } catch (const std::runtime_error& bad) {
    return bad.what();
  }
  return "";
}

TEST(WebhooksSettings, ReadsWhatEachVersionOfThePluginWrote) {
  const std::vector<std::tuple<std::string, int, std::string>> table{
      {"version_1.yaml", 1, "https://hooks.example.com/v1"},
      {"version_2.yaml", 2, "https://hooks.example.com/three"},
      {"version_3.yaml", 3, "https://hooks.example.com/three"},
      {"version_4.yaml", 4, "https://hooks.example.com/print"},
      {"version_5.yaml", 5, "https://hooks.example.com/print"},
  };
  for (const auto& [file, version, url] : table) {
    const auto settings = readWebhooksSettings(testcase(file));
    EXPECT_EQ(settings.version, version);
    ASSERT_EQ(settings.hooks.size(), version == 5 ? 2u : 1u) << file;
    EXPECT_EQ(settings.hooks[0]["url"], url);
    EXPECT_TRUE(settings.hooks[0].unknown.empty()) << file << " " << settings.hooks[0].unknown[0];
    EXPECT_FALSE(settings.switchedOff);
  }
  const auto hook = readWebhooksSettings(testcase("version_5.yaml")).hooks[0];
  EXPECT_EQ(hook["event_cooldown"], "30");
  EXPECT_FALSE(hook.flag("verify_ssl"));
  ASSERT_EQ(hook.customEvents.size(), 2u);
  EXPECT_EQ(hook.customEvents[1].name, "FilamentChange");
  EXPECT_EQ(hook.customEvents[1].message, "Fresh filament, please");
  EXPECT_EQ(hook["eventPrintPausedMessage"], webhooksDefaults().at("eventPrintPausedMessage"));
}

TEST(WebhooksSettings, WhatIsMissingHasThePluginsDefault) {
  const auto hook = readWebhooksSettings("plugins: {webhooks: {url: 'http://x', eventError: no}}").hooks.at(0);
  EXPECT_FALSE(hook.flag("eventError"));
  EXPECT_TRUE(hook.flag("eventPrintDone"));
  EXPECT_TRUE(hook.flag("webhook_enabled"));
  EXPECT_EQ(hook["data"], webhooksDefaults().at("data"));
}

TEST(WebhooksSettings, AListOfHooksWinsOverWhatVersion1LeftBeside) {
  const auto settings = readWebhooksSettings(
      "plugins:\n  _disabled: [x, webhooks]\n  webhooks:\n    url: http://old\n    settings_version: 3\n    hooks:\n"
      "    - {url: 'http://new', customEvents: null, colour: red}\n");
  EXPECT_TRUE(settings.switchedOff);
  ASSERT_EQ(settings.hooks.size(), 1u);
  EXPECT_EQ(settings.hooks[0]["url"], "http://new");
  EXPECT_THAT(settings.hooks[0].unknown, ElementsAre("colour"));
  EXPECT_TRUE(readWebhooksSettings("plugins: {webhooks: {settings_version: 5, hooks: []}}").hooks.empty());
}

TEST(WebhooksSettings, ReadsTheTagsThatPython2Wrote) {
  const auto text = "plugins: {webhooks: {url: !!python/unicode 'http://x', apiSecret: !!python/unicode \"a\\tb\"}}";
  const auto hook = readWebhooksSettings(text).hooks.at(0);
  EXPECT_EQ(hook["url"], "http://x");
  EXPECT_EQ(hook["apiSecret"], "a\tb");
}

TEST(WebhooksSettings, ReadsAnExportedTemplate) {
  const auto settings = readWebhooksSettings(
      R"({"_name": "Chat", "_description": "Says it.", "oauth": false, "data": "{}", "customEvents": [{"name": "Z", "message": "m"}]})");
  EXPECT_EQ(settings.version, 0);
  EXPECT_EQ(settings.name, "Chat");
  EXPECT_EQ(settings.hooks.at(0)["data"], "{}");
  EXPECT_EQ(settings.hooks.at(0).customEvents.at(0).message, "m");
}

TEST(WebhooksSettings, SaysInOneClauseWhatIsWrong) {
  EXPECT_THAT(refusalOf("plugins:\n  webhooks: [\n"), HasSubstr("is not valid YAML: "));
  EXPECT_THAT(refusalOf("plugins:\n  webhooks: [\n"), HasSubstr(" at line "));
  EXPECT_THAT(refusalOf("plugins: {webhooks: }"), HasSubstr("has no settings of OctoPrint-Webhooks"));
  EXPECT_THAT(refusalOf("plugins: [webhooks]"), HasSubstr("has no settings of OctoPrint-Webhooks"));
  EXPECT_THAT(refusalOf("just text"), HasSubstr("has no settings of OctoPrint-Webhooks"));
  EXPECT_THAT(refusalOf("plugins: {webhooks: {hooks: [{customEvents: 3}]}}"), HasSubstr("has to be a list"));
  EXPECT_EQ(refusalOf("plugins: &a {webhooks: {hooks: [*a]}}"), "");  // a circle: nothing in it is a setting
}

// Any bytes, most of them close to what is really there.
RC_GTEST_PROP(WebhooksSettingsProperty, TakesAnyTextOrSaysWhyNot, ()) {
  static const std::string whole = testcase("version_5.yaml");
  auto text = whole;
  const auto bytes = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
      rc::gen::pair(rc::gen::inRange<std::size_t>(0, whole.size()), rc::gen::arbitrary<char>()));
  for (const auto& [at, byte] : bytes) text[at] = byte;
  text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
  const auto why = refusalOf(text);
  RC_ASSERT(why.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace herald::core::import
