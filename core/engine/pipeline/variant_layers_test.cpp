// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_layers.h"

#include <gmock/gmock.h>

#include "engine/pipeline/sink_options.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VariantLayersTest : public ::testing::Test {
 protected:
  VariantLayersTest() {
    for (const auto* name : {"url", "data"}) options_.push_back({.name = name});
    options_.push_back({.name = "headers", .type = Type::Map});
    options_.push_back({.name = "title", .formerly = {"caption"}});
  }

  /// Adds an option as written; `begin` is "sink.phone." or "defaults.webhook.".
  void set(const std::string& option, const std::string& text, const std::string& begin = "sink.phone.") {
    block_.entries.emplace(option, Entry{.text = text, .at = {"h.properties", ++line_}, .key = begin + option});
  }
  void preset(const std::string& option, const std::string& text) {
    set(option, text);
    block_.entries.at(option).fromPreset = true;
  }

  VariantLayers layers() { return {block_, options_, problems_}; }

  /// The value for an event of this type and device.
  std::string value(const std::string& option, const std::string& type, const std::string& device = "mk3") {
    const auto all = layers();
    return all.block(matching(all.selectors(), Event{.type = type, .device = device})).text(option);
  }

  std::vector<std::string> problems() {
    static_cast<void>(layers());
    std::vector<std::string> texts;
    for (const auto& problem : problems_) texts.push_back(toString(problem));
    return texts;
  }

  std::vector<Option> options_ = sinkOptions();
  Block block_{"sink", "phone", {}, "/etc"};
  std::vector<ConfigProblem> problems_{};
  int line_ = 0;
};

TEST_F(VariantLayersTest, the_most_special_selector_wins) {
  set("url", "plain");
  set("for.mk3.url", "device");
  set("on.Print*.url", "glob");
  set("on.PrintDone.url", "event");
  set("on.Error.for.mk*.url", "both");
  EXPECT_EQ(value("url", "Other", "ender"), "plain");
  EXPECT_EQ(value("url", "Other"), "device");
  EXPECT_EQ(value("url", "PrintPaused"), "glob");
  EXPECT_EQ(value("url", "PrintDone"), "event");
  EXPECT_EQ(value("url", "printdone"), "event");
  EXPECT_EQ(value("url", "Error"), "both");
  EXPECT_EQ(value("url", "Error", "ender"), "plain");
}

TEST_F(VariantLayersTest, each_option_counts_alone) {
  set("headers.A", "plain");
  set("headers.B", "plain");
  set("for.mk3.url", "device");
  set("on.Print*.headers.B", "glob");
  set("on.PrintDone.data", "event");
  EXPECT_EQ(value("headers.A", "PrintDone"), "plain");
  EXPECT_EQ(value("headers.B", "PrintDone"), "glob");
  EXPECT_EQ(value("data", "PrintDone"), "event");
  EXPECT_EQ(value("url", "PrintDone"), "device");
}

TEST_F(VariantLayersTest, a_whole_map_replaces_the_members_below_it_and_a_member_adds_to_it) {
  set("headers.A", "plain");
  set("on.Error.headers", R"({"B":"x"})");
  set("on.Error.for.mk3.headers.C", "both");
  EXPECT_EQ(value("headers.A", "Error"), "");
  EXPECT_EQ(value("headers", "Error"), R"({"B":"x"})");
  EXPECT_EQ(value("headers.C", "Error"), "both");
  EXPECT_EQ(value("headers.A", "PrintDone"), "plain");
}

TEST_F(VariantLayersTest, the_sink_wins_over_its_preset_and_that_over_the_defaults) {
  set("on.Error.for.mk3.data", "default", "defaults.webhook.");
  preset("on.Error.data", "preset");
  preset("on.Error.url", "preset");
  set("url", "own");
  EXPECT_EQ(value("data", "Error"), "preset");
  EXPECT_EQ(value("url", "Error"), "own");
}

TEST_F(VariantLayersTest, a_former_name_is_the_option_and_a_warning) {
  set("title", "today");
  set("on.Error.caption", "former");
  EXPECT_EQ(value("title", "Error"), "former");
  EXPECT_THAT(problems_, ::testing::SizeIs(1));
  EXPECT_EQ(toString(problems_.front()),
            "h.properties:2: warning: sink.phone.on.Error.caption: is now called `title`: rename it; the old name "
            "still works");
}

TEST_F(VariantLayersTest, two_spellings_of_one_event_are_one) {
  set("on.Error.url", "one");
  set("on.error.data", "other");
  EXPECT_THAT(layers().selectors(), ::testing::SizeIs(1));
  EXPECT_THAT(problems_, IsEmpty());
  set("on.error.url", "twice");
  EXPECT_THAT(problems(), ElementsAre("h.properties:3: sink.phone.on.error.url: is set twice, in different upper and "
                                      "lower case: keep one of them"));
}

TEST_F(VariantLayersTest, refuses_what_the_core_decides_and_what_means_nothing) {
  set("on.Error.events", "*");
  set("on.Error.retry.first", "1s");
  set("for.mk3.message.Error", "hello");
  set("on.Error.timeout", "3s");
  set("on.PrintDone", "x");
  EXPECT_THAT(
      problems(),
      ElementsAre(AllOf(HasSubstr("h.properties:3: sink.phone.for.mk3.message.Error: "), HasSubstr("message.EVENT")),
                  AllOf(HasSubstr("h.properties:1: sink.phone.on.Error.events: "), HasSubstr("`events`")),
                  AllOf(HasSubstr("h.properties:2: sink.phone.on.Error.retry.first: "), HasSubstr("queue")),
                  HasSubstr("h.properties:5: sink.phone.on.PrintDone: the option is missing")));
}

TEST_F(VariantLayersTest, an_entry_keeps_the_key_that_is_written) {
  set("on.Error.hedaers.X", "x");
  const auto block = layers().block({0});
  EXPECT_EQ(block.key("hedaers.X"), "sink.phone.on.Error.hedaers.X");
  EXPECT_EQ(block.folder, "/etc");
  EXPECT_EQ(block.name, "phone");
}

}  // namespace
}  // namespace herald::core
