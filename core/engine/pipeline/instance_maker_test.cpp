// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_maker.h"

#include <gmock/gmock.h>

#include "engine/config/core_options.h"
#include "engine/pipeline/testing/plugins_and_blocks.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InstanceMakerTest : public PluginsAndBlocks {
 protected:
  std::optional<Instance> makeSource(const std::string& lines, const Instance* before = nullptr) {
    return make(configured(lines).sources, sourceOptions(), before);
  }
  std::optional<Instance> makeSink(const std::string& lines) { return make(configured(lines).sinks, sinkOptions()); }
  std::optional<Instance> make(const Blocks& blocks, const std::vector<Option>& core,
                               const Instance* before = nullptr) {
    const auto& block = blocks.begin()->second;
    return maker_.make(block, block.name, core, before);
  }
  static std::vector<Option> sinkOptions() { return coreOptions("sink"); }

  std::vector<ConfigProblem> problems_{};
  InstanceMaker maker_{tools_, problems_};
};

TEST_F(InstanceMakerTest, makes_an_instance_with_the_options_of_the_plugin_and_of_the_core) {
  const auto instance = makeSource("source.mk3.type = good_source\nsource.mk3.events = 3\nsource.mk3.name = Prusa\n");
  ASSERT_TRUE(instance) << ::testing::PrintToString(texts(problems_));
  EXPECT_EQ(kindOf(*instance->plugin), "source");
  EXPECT_EQ(instance->settings.integer("events"), 3);
  EXPECT_EQ(instance->settings.text("name"), "Prusa");
  EXPECT_EQ(instance->settings.text("whenFull"), "drop");
  EXPECT_EQ(instance->state, nullptr) << "as in a dry run";
  EXPECT_NE(instance->host, nullptr);
}

TEST_F(InstanceMakerTest, an_option_that_the_plugin_declares_itself_is_the_plugins) {
  const auto blocks = configured("source.mk3.type = good_source\n").sources;
  auto core = sourceOptions();
  core.push_back({.name = "events", .fallback = "another"});
  const auto instance = make(blocks, core);
  ASSERT_TRUE(instance) << ::testing::PrintToString(texts(problems_));
  EXPECT_EQ(instance->settings.integer("events"), 1);
}

TEST_F(InstanceMakerTest, takes_over_the_instance_whose_options_are_the_same) {
  const auto before = makeSource("source.mk3.type = good_source\nsource.mk3.events = 3\n");
  const auto same = makeSource("# a comment\nsource.mk3.events = 3\nsource.mk3.type = good_source\n", &*before);
  const auto other = makeSource("source.mk3.type = good_source\nsource.mk3.events = 4\n", &*before);
  ASSERT_TRUE(same && other);
  EXPECT_EQ(same->plugin, before->plugin);
  EXPECT_NE(other->plugin, before->plugin);
  EXPECT_NE(other->fingerprint, before->fingerprint);
}

TEST_F(InstanceMakerTest, a_new_build_of_the_library_is_another_instance) {
  const auto before = makeSource("source.mk3.type = good_source\n");
  folder_.put("changed", "good.so");
  plugins_.scan({folder_.path()});
  const auto after = makeSource("source.mk3.type = good_source\n", &*before);
  ASSERT_TRUE(after) << ::testing::PrintToString(texts(problems_));
  EXPECT_NE(after->plugin, before->plugin);
}

TEST_F(InstanceMakerTest, asks_for_the_state_of_its_kind_and_name) {
  std::vector<std::string> asked;
  tools_.state = [&](const std::string& kind, const std::string& name) {
    asked.push_back(kind + "." + name);
    return nullptr;
  };
  makeSource("source.mk3.type = good_source\n");
  makeSink("sink.phone.type = good_sink\n");
  EXPECT_THAT(asked, ElementsAre("source.mk3", "sink.phone"));
}

class TwoKinds : public InstanceMakerTest {
 protected:
  TwoKinds() {
    folder_.put("two_kinds", "two_kinds.so");
    plugins_.scan({folder_.path()});
  }
  const std::string blocks_ = "sink.out.type = both\nsource.in.type = both\n";
};

TEST_F(TwoKinds, a_default_goes_to_the_kinds_that_have_the_option) {
  const auto written = blocks_ + "defaults.both.host = h\ndefaults.both.topics = t/#\ndefaults.both.timeout = 5s\n";
  const auto sink = makeSink(written);
  const auto source = makeSource(written);
  ASSERT_TRUE(sink && source) << ::testing::PrintToString(texts(problems_));
  EXPECT_EQ(sink->settings.text("host"), "h");
  EXPECT_EQ(source->settings.text("host"), "h");
  EXPECT_EQ(source->settings.text("topics"), "t/#");
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(TwoKinds, a_default_that_no_kind_has_is_an_error) {
  EXPECT_FALSE(makeSource(blocks_ + "defaults.both.topcs = t\n"));
  EXPECT_THAT(texts(problems_), ElementsAre(HasSubstr("defaults.both.topcs: unknown option, did you mean `topics`?")));
}

TEST_F(TwoKinds, an_option_of_the_other_kind_is_an_error_in_the_block_itself) {
  EXPECT_FALSE(makeSink(blocks_ + "sink.out.topics = t\n"));
  EXPECT_THAT(texts(problems_), ElementsAre(HasSubstr("sink.out.topics: unknown option")));
}

TEST_F(InstanceMakerTest, says_what_is_wrong_with_a_block_and_makes_nothing) {
  struct Row {
    const char* lines;
    const char* problem;
  };
  for (const auto& [lines, problem] :
       {Row{"sink.phone.type = goodsink\n",
            "herald.properties:1: sink.phone.type: unknown type `goodsink`, did you mean `good_sink`?"},
        Row{"sink.phone.type = good_source\n",
            "herald.properties:1: sink.phone.type: `good_source` is a source, not a sink"},
        Row{"sink.phone.type = good_sink\nsink.phone.event = *\n",
            "herald.properties:2: sink.phone.event: unknown option"},
        Row{"sink.phone.type = throws_in_configure\n",
            "herald.properties:1: sink.phone.type: the plugin `throws_in_configure` ("}}) {
    problems_.clear();
    EXPECT_FALSE(makeSink(lines)) << lines;
    EXPECT_THAT(texts(problems_), ElementsAre(HasSubstr(problem))) << lines;
  }
  EXPECT_THAT(texts(problems_).back(), HasSubstr("failed: boom in configure"));
}

TEST_F(InstanceMakerTest, a_former_name_works_and_is_a_warning) {
  const auto instance = makeSource("source.mk3.type = good_source\nsource.mk3.count = 3\n");
  ASSERT_TRUE(instance);
  EXPECT_EQ(instance->settings.integer("events"), 3);
  EXPECT_THAT(texts(problems_), ElementsAre("herald.properties:2: warning: source.mk3.count: is now called `events`: "
                                            "rename it; the old name still works"));
  const auto renamed = makeSource("source.mk3.type = good_source\nsource.mk3.events = 3\n", &*instance);
  EXPECT_EQ(renamed->plugin, instance->plugin) << "a renamed option changes nothing";
}

TEST_F(InstanceMakerTest, a_wrong_file_is_a_problem_of_the_name_that_is_written) {
  auto core = sinkOptions();
  core.push_back({.name = "tls.ca", .type = Type::Path, .formerly = {"ca"}});
  EXPECT_FALSE(make(configured("sink.phone.type = good_sink\nsink.phone.ca = /nowhere.pem\n").sinks, core));
  EXPECT_THAT(texts(problems_).back(), HasSubstr("herald.properties:2: sink.phone.ca: names `/nowhere.pem`"));
}

TEST_F(InstanceMakerTest, a_block_without_a_type_was_reported_before) {
  EXPECT_FALSE(makeSink("sink.phone.enabled = true\n"));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(InstanceMakerTest, a_problem_names_the_line_of_its_option_or_of_the_type) {
  const auto blocks = configured("sink.phone.enabled = true\nsink.phone.type = good_sink\n").sinks;
  maker_.problem(blocks.at("phone"), "enabled", "is wrong");
  maker_.problem(blocks.at("phone"), "rate", "is missing");
  EXPECT_THAT(texts(problems_), ElementsAre("herald.properties:1: sink.phone.enabled: is wrong",
                                            "herald.properties:2: sink.phone.rate: is missing"));
}

}  // namespace
}  // namespace herald::core
