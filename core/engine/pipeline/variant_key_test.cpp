// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_key.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::HasSubstr;

/// "EVENT|DEVICE|OPTION", or "wrong: …".
std::string readKey(const std::string& written) {
  static const std::vector<Option> kOptions = [] {
    auto options = variantOptions();
    for (const auto* name : {"url", "data", "tls.ca", "snapshot.data"}) options.push_back({.name = name});
    options.push_back({.name = "headers", .type = Type::Map});
    options.push_back({.name = "timeout", .type = Type::Duration, .formerly = {"wait", "on.wait"}});
    return options;
  }();
  const auto key = variantKeyOf(written, kOptions);
  if (!key.wrong.empty()) return "wrong: " + key.wrong;
  return key.selector.event + "|" + key.selector.device + "|" + key.option;
}

TEST(VariantKey, names_an_option_for_all_for_one_event_for_one_device_or_for_both) {
  EXPECT_EQ(readKey("url"), "||url");
  EXPECT_EQ(readKey("nothing.at.all"), "||nothing.at.all");
  EXPECT_EQ(readKey("on.PrintDone.url"), "PrintDone||url");
  EXPECT_EQ(readKey("on.Print*.headers.Priority"), "Print*||headers.Priority");
  EXPECT_EQ(readKey("for.mk3*.tls.ca"), "|mk3*|tls.ca");
  EXPECT_EQ(readKey("on.PrintDone.for.mk3.snapshot.data"), "PrintDone|mk3|snapshot.data");
}

TEST(VariantKey, the_shortest_name_that_leaves_an_option_counts) {
  EXPECT_EQ(readKey("on.com.acme.done.url"), "com.acme.done||url");
  EXPECT_EQ(readKey("for.octopi.local.headers.X.Y"), "|octopi.local|headers.X.Y");
  EXPECT_EQ(readKey("on.com.acme.for.octopi.local.data"), "com.acme|octopi.local|data");
  EXPECT_EQ(readKey("for.Prusa MK3.url"), "|Prusa MK3|url");
  EXPECT_EQ(readKey("on.a.headers.data"), "a||headers.data") << "a header called data";
  EXPECT_EQ(readKey("on.a?headers.data"), "a?headers||data") << "a question mark stands for the dot";
  EXPECT_EQ(readKey("on.url.url"), "url||url");
  EXPECT_EQ(readKey("on.for.url"), "for||url") << "an event of that name";
}

TEST(VariantKey, an_unknown_option_is_found_behind_the_first_dot) {
  EXPECT_EQ(readKey("on.PrintDone.ulr"), "PrintDone||ulr");
  EXPECT_EQ(readKey("on.PrintDone.hedaers.Priority"), "PrintDone||hedaers.Priority");
  EXPECT_EQ(readKey("for.mk3.ulr"), "|mk3|ulr");
  EXPECT_EQ(readKey("on.PrintDone.for.mk3.ulr"), "PrintDone|mk3|ulr");
}

TEST(VariantKey, former_names_are_options_too) {
  EXPECT_EQ(readKey("on.PrintDone.wait"), "PrintDone||wait");
  EXPECT_EQ(readKey("on.wait"), "||on.wait") << "an old option that looks like one";
  EXPECT_EQ(readKey("on.PrintDone.on.wait"), "PrintDone||on.wait");
}

TEST(VariantKey, says_what_is_missing) {
  EXPECT_THAT(readKey("on"), HasSubstr("wrong: names nothing: write on.EVENT.OPTION"));
  EXPECT_THAT(readKey("for"), HasSubstr("wrong: names nothing"));
  EXPECT_THAT(readKey("on..url"), HasSubstr("wrong: names nothing"));
  EXPECT_THAT(readKey("for..url"), HasSubstr("wrong: names nothing"));
  EXPECT_EQ(readKey("on.PrintDone"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
  EXPECT_EQ(readKey("for.mk3"), "wrong: the option is missing: write for.mk3.OPTION = VALUE");
  EXPECT_EQ(readKey("on.PrintDone.for.mk3"), "wrong: the option is missing: write on.PrintDone.for.mk3.OPTION = VALUE");
  EXPECT_EQ(readKey("on.PrintDone.for"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
  EXPECT_EQ(readKey("on.PrintDone.on.Error"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
}

TEST(VariantKey, the_event_comes_first) {
  EXPECT_EQ(readKey("for.mk3*.on.PrintDone.headers.X"),
            "wrong: names the device before the event: write on.PrintDone.for.mk3*.headers.X");
  EXPECT_EQ(readKey("for.octopi.local.on.com.acme.url"),
            "wrong: names the device before the event: write on.com.acme.for.octopi.local.url");
}

TEST(VariantKey, its_options_have_names_that_no_plugin_can_declare) {
  for (const auto& option : variantOptions()) {
    EXPECT_TRUE(hasMembers(option.type)) << option.name;
    EXPECT_THAT(option.help, ::testing::EndsWith("."));
  }
}

}  // namespace
}  // namespace herald::core
