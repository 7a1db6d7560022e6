// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_key.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::HasSubstr;

/// "EVENT|DEVICE|OPTION", or "wrong: …".
std::string read(const std::string& written) {
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
  EXPECT_EQ(read("url"), "||url");
  EXPECT_EQ(read("nothing.at.all"), "||nothing.at.all");
  EXPECT_EQ(read("on.PrintDone.url"), "PrintDone||url");
  EXPECT_EQ(read("on.Print*.headers.Priority"), "Print*||headers.Priority");
  EXPECT_EQ(read("for.mk3*.tls.ca"), "|mk3*|tls.ca");
  EXPECT_EQ(read("on.PrintDone.for.mk3.snapshot.data"), "PrintDone|mk3|snapshot.data");
}

TEST(VariantKey, the_shortest_name_that_leaves_an_option_counts) {
  EXPECT_EQ(read("on.com.acme.done.url"), "com.acme.done||url");
  EXPECT_EQ(read("for.octopi.local.headers.X.Y"), "|octopi.local|headers.X.Y");
  EXPECT_EQ(read("on.com.acme.for.octopi.local.data"), "com.acme|octopi.local|data");
  EXPECT_EQ(read("for.Prusa MK3.url"), "|Prusa MK3|url");
  EXPECT_EQ(read("on.a.headers.data"), "a||headers.data") << "a header called data";
  EXPECT_EQ(read("on.a?headers.data"), "a?headers||data") << "a question mark stands for the dot";
  EXPECT_EQ(read("on.url.url"), "url||url");
  EXPECT_EQ(read("on.for.url"), "for||url") << "an event of that name";
}

TEST(VariantKey, an_unknown_option_is_found_behind_the_first_dot) {
  EXPECT_EQ(read("on.PrintDone.ulr"), "PrintDone||ulr");
  EXPECT_EQ(read("on.PrintDone.hedaers.Priority"), "PrintDone||hedaers.Priority");
  EXPECT_EQ(read("for.mk3.ulr"), "|mk3|ulr");
  EXPECT_EQ(read("on.PrintDone.for.mk3.ulr"), "PrintDone|mk3|ulr");
}

TEST(VariantKey, former_names_are_options_too) {
  EXPECT_EQ(read("on.PrintDone.wait"), "PrintDone||wait");
  EXPECT_EQ(read("on.wait"), "||on.wait") << "an old option that looks like one";
  EXPECT_EQ(read("on.PrintDone.on.wait"), "PrintDone||on.wait");
}

TEST(VariantKey, says_what_is_missing) {
  EXPECT_THAT(read("on"), HasSubstr("wrong: names nothing: write on.EVENT.OPTION"));
  EXPECT_THAT(read("for"), HasSubstr("wrong: names nothing"));
  EXPECT_THAT(read("on..url"), HasSubstr("wrong: names nothing"));
  EXPECT_THAT(read("for..url"), HasSubstr("wrong: names nothing"));
  EXPECT_EQ(read("on.PrintDone"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
  EXPECT_EQ(read("for.mk3"), "wrong: the option is missing: write for.mk3.OPTION = VALUE");
  EXPECT_EQ(read("on.PrintDone.for.mk3"), "wrong: the option is missing: write on.PrintDone.for.mk3.OPTION = VALUE");
  EXPECT_EQ(read("on.PrintDone.for"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
  EXPECT_EQ(read("on.PrintDone.on.Error"), "wrong: the option is missing: write on.PrintDone.OPTION = VALUE");
}

TEST(VariantKey, the_event_comes_first) {
  EXPECT_EQ(read("for.mk3*.on.PrintDone.headers.X"),
            "wrong: names the device before the event: write on.PrintDone.for.mk3*.headers.X");
  EXPECT_EQ(read("for.octopi.local.on.com.acme.url"),
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
