// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/hook_conversion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heraldctl/import/address.h"
#include "heraldctl/import/webhooks_defaults.h"

namespace herald::core::import {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

WebhooksHook hookWith(const std::map<std::string, std::string>& values, std::vector<CustomEvent> events = {}) {
  WebhooksHook hook{webhooksDefaults(), std::move(events), {}};
  hook.values["url"] = "https://h/x";
  for (const auto& [setting, value] : values) hook.values[setting] = value;
  return hook;
}

ConvertedHook converted(const std::map<std::string, std::string>& values, std::vector<CustomEvent> events = {}) {
  return convertHook(hookWith(values, std::move(events)));
}

SinkOption::Kind kindOf(const ConvertedHook& hook, const std::string& name) {
  for (const auto& option : hook.options) {
    if (option.name == name) return option.kind;
  }
  ADD_FAILURE() << "no option " << name;
  return SinkOption::Kind::Plain;
}

TEST(ConvertHook, WritesTheMessagesAndOnlyWhatElseDiffersFromHeraldsDefaults) {
  const auto hook = converted({});
  std::vector<std::string> names;
  for (const auto& option : hook.options) names.push_back(option.name);
  EXPECT_THAT(names,
              ElementsAre("type", "url", "data", "events", "message.PrintStarted", "message.PrintDone",
                          "message.PrintFailed", "message.PrintPaused", "message.UserActionNeeded", "message.Error"));
  EXPECT_EQ(hook.text("message.PrintFailed"), "Something went wrong and your print has failed.");
  EXPECT_EQ(hook.text("events"), "PrintStarted, PrintDone, PrintFailed, PrintPaused, UserActionNeeded, Error");
  EXPECT_EQ(hook.broken, "");
  EXPECT_THAT(hook.lost, IsEmpty());
  EXPECT_THAT(hook.notes, ElementsAre(HasSubstr("@snapshot")));
}

TEST(ConvertHook, CarriesOverEachSetting) {
  const std::vector<std::tuple<std::string, std::string, std::string, std::string>> table{
      {"http_method", "put", "method", "PUT"},
      {"content_type", "FORM", "contentType", "FORM"},
      {"headers", R"({"X-A": "@topic"})", "headers", R"({"X-A": "@topic"})"},
      {"data", R"({"a": "b@topic"})", "data", R"({"a": "b@{topic}"})"},
      {"apiSecret", "key", "apiSecret", "key"},
      {"deviceIdentifier", "Prusa MK3", "deviceIdentifier", "Prusa MK3"},
      {"webhook_enabled", "false", "enabled", "false"},
      {"event_cooldown", "30", "cooldown", "30s"},
      {"verify_ssl", "false", "tls.verify", "false"},
      {"eventPrintDoneMessage", "Done: a@topic", "message.PrintDone", "Done: a@{topic}"},
      {"eventUserActionNeededMessage", "Come!", "message.UserActionNeeded", "Come!"},
  };
  for (const auto& [setting, value, option, expected] : table)
    EXPECT_EQ(converted({{setting, value}}).text(option), expected);
}

TEST(ConvertHook, ProgressIsWhatThePluginSent) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"50", "50%"}, {" 7 ", "7%"}, {"-10", "10%"}, {"1", "1%"}, {"0", ""}, {"100", ""}, {"ten", ""}, {"", ""}};
  for (const auto& [interval, progress] : table) {
    const auto hook = converted({{"event_print_progress", "true"}, {"event_print_progress_interval", interval}});
    EXPECT_EQ(hook.text("progress"), progress) << interval;
    EXPECT_EQ(hook.text("events").ends_with(", PrintProgress"), !progress.empty());
    EXPECT_EQ(hook.lost.size(), progress.empty() ? 1u : 0u);
  }
  EXPECT_EQ(converted({{"event_print_progress_interval", "25"}}).text("progress"), "");
}

TEST(ConvertHook, CustomEventsHaveHeraldsNamesEachOnce) {
  const auto hook = converted({{"eventPrintStarted", "false"}, {"eventUserActionNeeded", "false"}},
                              {{"ZChange", "z@extra.new"},
                               {"zchange", "twice"},
                               {"PrintDone", "the hook's own words win"},
                               {"printstarted", "go"},
                               {"plugin_webhooks_notify", "help"},
                               {"PrintResumed", "on"},
                               {"plugin_other_event", "?"},
                               {" ", "no name"},
                               {"no, event", "?"}});
  EXPECT_EQ(hook.text("events"),
            "PrintDone, PrintFailed, PrintPaused, Error, ZChange, PrintStarted, UserActionNeeded, PrintResumed, "
            "plugin_other_event");
  EXPECT_EQ(hook.text("message.ZChange"), "z@{extra.new}");
  EXPECT_EQ(hook.text("message.PrintStarted"), "go");
  EXPECT_EQ(hook.text("message.UserActionNeeded"), "help");
  EXPECT_EQ(hook.text("message.PrintDone"), "Your print is done.");
  EXPECT_EQ(hook.text("eventTopic.PrintResumed"), "Custom Event") << "the plugin has no other topic for it";
  for (const char* same : {"eventTopic.PrintStarted", "eventTopic.ZChange", "eventTopic.plugin_other_event"})
    EXPECT_EQ(hook.find(same), nullptr) << same;
  EXPECT_THAT(hook.lost, ElementsAre(HasSubstr("`no, event`")));
}

TEST(ConvertHook, WithoutAnyEventItIsSwitchedOff) {
  std::map<std::string, std::string> off;
  for (const auto& [setting, value] : webhooksDefaults()) {
    if (setting.starts_with("event") && value == "true") off[setting] = "false";
  }
  const auto hook = converted(off);
  EXPECT_EQ(hook.find("events"), nullptr);  // an empty list would ask for all
  EXPECT_EQ(hook.text("enabled"), "false");
}

TEST(ConvertHook, WhatThePluginCouldNotSendIsBroken) {
  const std::vector<std::tuple<std::string, std::string, std::string>> table{
      {"url", "", "it has no URL"},
      {"url", "ftp://x", "does not begin with http"},
      {"data", "{oops", "its data is not a JSON object (not valid JSON"},
      {"data", "[1]", "its data is not a JSON object"},
      {"headers", "", "its headers are not a JSON object"},
      {"headers", R"({"X-A": 3})", "its header X-A is not plain text"},
      {"headers", R"({"X A": "3"})", "`X A` is not a name of a header"},
      {"http_method", "BREW", "its HTTP method is BREW"},
  };
  for (const auto& [setting, value, why] : table) {
    const auto broken = converted({{setting, value}}).broken;
    EXPECT_THAT(
        broken,
        HasSubstr(why == "its data is not a JSON object (not valid JSON" ? "its data is not a JSON object (" : why));
  }
}

TEST(ConvertHook, ATokenRequestIsCopiedAndItsSecretsAreFiles) {
  const auto hook = converted({{"oauth", "true"},
                               {"oauth_url", "https://a/t"},
                               {"oauth_http_method", "GET"},
                               {"oauth_content_type", "FORM"},
                               {"oauth_headers", R"({"Authorization": "Basic abc"})"},
                               {"oauth_data", R"({"password": "@home"})"},
                               {"headers", R"({"Authorization": "Bearer@access_token"})"}});
  EXPECT_EQ(hook.text("type"), "oauth_webhook");
  EXPECT_EQ(hook.text("oauth.url"), "https://a/t");
  EXPECT_EQ(hook.text("oauth.method"), "GET");
  EXPECT_EQ(hook.text("oauth.contentType"), "FORM");
  EXPECT_EQ(hook.text("oauth.data"), R"({"password": "@home"})");
  EXPECT_EQ(kindOf(hook, "oauth.data"), SinkOption::Kind::Secret);
  EXPECT_EQ(kindOf(hook, "oauth.headers"), SinkOption::Kind::Secret);
  EXPECT_EQ(kindOf(hook, "headers"), SinkOption::Kind::Json);
  EXPECT_EQ(hook.text("headers"), R"({"Authorization": "Bearer@{access_token}"})");
  EXPECT_EQ(hook.broken, "");
}

TEST(ConvertHook, ADeviceWithVariablesReplacesItsVariable) {
  const auto hook = converted({{"deviceIdentifier", "@appearance.name"}, {"data", R"({"d": "@deviceIdentifier"})"}});
  EXPECT_EQ(hook.find("deviceIdentifier"), nullptr);
  EXPECT_EQ(hook.text("data"), R"({"d": "@appearance.name"})");
  EXPECT_EQ(hook.rewritten.size(), 1u);
}

TEST(ConvertHook, HeadersThatHeraldSetsAreLeftOut) {
  for (const std::string name : {"Host", "webhook-id", "Webhook-Timestamp", "webhook-signature", "Content-Length"}) {
    const auto hook = converted({{"headers", R"({")" + name + R"(": "x", "X-A": "1"})"}});
    EXPECT_EQ(hook.text("headers").find(name), std::string::npos);
    EXPECT_THAT(hook.lost, ElementsAre(HasSubstr("The header " + name + " is left out")));
  }
}

TEST(ConvertHook, SecretsAreFilesWhereverTheyAre) {
  const std::vector<std::tuple<std::string, std::string, std::string>> table{
      {"url", "http://user:hunter2@192.168.1.1:1880/endpoint", "url"},
      {"url", "https://hooks.example.com?key=hunter2", "url"},
      {"headers", R"({"X-Api-Key": "hunter2"})", "headers"},
      {"headers", R"({"Cookie": "session=hunter2"})", "headers"},
      {"data", R"({"user": "u", "token": "hunter2"})", "data"},
      {"data", R"({"parts": [{"login": {"password": "hunter2"}}]})", "data"},
      {"apiSecret", "hunter2", "apiSecret"},
  };
  for (const auto& [setting, value, option] : table) {
    EXPECT_EQ(kindOf(converted({{setting, value}}), option), SinkOption::Kind::Secret) << value;
  }
  EXPECT_EQ(kindOf(converted({{"data", R"({"token": "@apiSecret", "key": ""})"}}), "data"), SinkOption::Kind::Json);
  EXPECT_EQ(kindOf(converted({{"url", "https://h/?text=@message&room="}}), "url"), SinkOption::Kind::Plain);
}

TEST(ConvertHook, NoSentenceHasASecret) {
  for (const auto& [setting, value] :
       std::vector<std::pair<std::string, std::string>>{{"url", "https://hooks.example.com?key=hunter2@topic"},
                                                        {"url", "ftp://user:hunter2@host/"},
                                                        {"headers", R"({"X-Room": "hunter2@topic"})"},
                                                        {"headers", R"({"X Room": "hunter2"})"},
                                                        {"data", R"({"token": "hunter2@topic"})"},
                                                        {"data", R"({"token": "hunter2)"}}) {
    const auto hook = converted({{setting, value}});
    auto sentences = hook.rewritten;
    for (const auto* list : {&hook.lost, &hook.notes}) sentences.insert(sentences.end(), list->begin(), list->end());
    sentences.push_back(hook.broken);
    for (const auto& sentence : sentences) EXPECT_THAT(sentence, ::testing::Not(HasSubstr("hunter2"))) << value;
  }
}

TEST(ConvertHook, SaysWhatAPictureNeeds) {
  const auto picture = Contains(AllOf(HasSubstr("@snapshot"), HasSubstr("WEBCAM"), HasSubstr("snapshot.url")));
  EXPECT_THAT(converted({}).notes, picture);  // the plugin's default data
  for (const auto data : {R"({"image": "@{snapshot}"})", R"({"text": "@message"})", R"({"text": "@snapshots"})"})
    EXPECT_THAT(converted({{"data", data}}).notes, ::testing::Not(picture)) << data;
}

TEST(HoldsKey, RecognisesAKey) {
  for (const auto url :
       {"https://hooks.slack.com/services/T00/B00/abcDEF123456789012", "https://h/x?token=0123456789abcdef",
        "https://maker.ifttt.com/trigger/x/with/key/d8sh3-sdhU_asd7fd", "http://user:pass@host/x",
        "http://token@host/x", "https://h?key=x", "https://h/x?a=@topic&key=x#y", "http://user:pa/ss@host/",
        "user:pass@host/x"})
    EXPECT_TRUE(holdsKey(url)) << url;
  for (const auto url : {"https://hooks.example.com/print", "http://192.168.1.10:8123/api/webhook/printer",
                         "https://a-long-name-of-a-host-1234567890.example.com/x", "@apiSecret", "",
                         "http://@deviceIdentifier.local/x", "http://printer-@{deviceIdentifier}/x", "http://[::1]/x",
                         "http://[::1]:80/x", "https://h/@topic?text=@message", "https://h/x?flag"})
    EXPECT_FALSE(holdsKey(url)) << url;
}

TEST(WithoutPath, ShowsTheHostAndNothingElse) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"http://user:hunter2@192.168.1.1:1880/endpoint/ledon", "http://192.168.1.1:1880/…"},
      {"https://hooks.example.com?key=hunter2", "https://hooks.example.com/…"},
      {"https://hooks.example.com#hunter2", "https://hooks.example.com/…"},
      {"http://user:hunter2@host", "http://host"},
      {"http://user:hun/ter2@host/x", "http://…"},
      {"user:hunter2@host/x", "host/…"},
      {"http://@deviceIdentifier.local/x", "http://@deviceIdentifier.local/…"},
      {"http://[::1]:80/x", "http://[::1]:80/…"},
  };
  for (const auto& [url, shown] : table) EXPECT_EQ(withoutPath(url), shown);
  EXPECT_EQ(hostOf("http://user:hunter2@node.example.com:1880/x"), "node.example.com");
}

}  // namespace
}  // namespace herald::core::import
