// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_maker.h"

#include <gmock/gmock.h>

#include "engine/pipeline/plan_maker.h"
#include "engine/pipeline/testing/plugins_and_blocks.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr auto kLabelled = "sink.phone.type = labelled\nsink.phone.events = *\n";

class SinkMakerTest : public PluginsAndBlocks {
 protected:
  Plan plan(const std::string& lines, const Plan& before = {}) {
    return PlanMaker(configured(kLabelled + lines), tools_, before).make();
  }
  std::vector<std::string> problemsIn(const std::string& lines) {
    try {
      return texts(plan(lines).warnings);
    } catch (const BadConfiguration& bad) {
      return texts(bad.problems());
    }
  }
  static Event event(const std::string& type, const std::string& device) {
    return Event{.type = type, .device = device};
  }
  static std::string answer(const Plan& plan, const std::string& type, const std::string& device = "mk3") {
    const auto one = event(type, device);
    return plan.sinks.at("phone").setup.sink->deliver({.event = one}).answer;
  }
};

TEST_F(SinkMakerTest, a_sink_without_such_options_is_its_plugin) {
  const auto whole = plan("sink.phone.text = hello\n");
  const auto& sink = whole.sinks.at("phone");
  EXPECT_THAT(sink.versions, IsEmpty());
  EXPECT_EQ(sink.setup.sink.get(), dynamic_cast<Sink*>(sink.instance.plugin.get()));
}

TEST_F(SinkMakerTest, each_event_and_device_has_its_options) {
  const auto whole = plan(
      "sink.phone.text = plain\nsink.phone.labels.a = 1\n"
      "sink.phone.on.PrintFailed.text = failed\nsink.phone.on.Print*.labels.b = 2\n"
      "sink.phone.for.mk3*.labels.c = 3\nsink.phone.on.PrintFailed.for.mk3-1.text = both\n");
  EXPECT_EQ(answer(whole, "Error", "ender"), "plain a=1; 1");
  EXPECT_EQ(answer(whole, "PrintDone", "ender"), "plain a=1;b=2; 2");
  EXPECT_EQ(answer(whole, "PrintFailed", "ender"), "failed a=1;b=2; 3");
  EXPECT_EQ(answer(whole, "PrintFailed", "MK3-2"), "failed a=1;b=2;c=3; 4");
  EXPECT_EQ(answer(whole, "PrintFailed", "mk3-1"), "both a=1;b=2;c=3; 5") << "the count is that of the sink";
  EXPECT_EQ(answer(whole, "Error", "mk3-1"), "plain a=1;c=3; 6");
}

TEST_F(SinkMakerTest, equal_versions_are_one_instance) {
  const auto whole = plan(
      "sink.phone.text = plain\nsink.phone.on.A.text = plain\nsink.phone.on.B.text = other\n"
      "sink.phone.on.C.text = other\n");
  EXPECT_THAT(whole.sinks.at("phone").versions, SizeIs(1));
  EXPECT_EQ(answer(whole, "A"), "plain  1");
  EXPECT_EQ(answer(whole, "C"), "other  2");
}

TEST_F(SinkMakerTest, files_presets_and_defaults_have_them_too) {
  folder_.write("text", "from a file\n");
  const auto whole = plan(
      "sink.phone.on.PrintDone.text.file = text\ndefaults.labelled.on.PrintDone.labels.x = 1\n"
      "defaults.labelled.on.PrintDone.text = default\n");
  EXPECT_EQ(answer(whole, "PrintDone"), "from a file x=1; 1");
  EXPECT_THAT(whole.fileSecrets, ElementsAre("from a file"));
}

TEST_F(SinkMakerTest, errors_name_file_line_and_key) {
  EXPECT_THAT(
      problemsIn("sink.phone.on.PrintDone.txet = x\nsink.phone.for.mk3.labls.x = y\n"
                 "sink.phone.on.PrintDone.timeout = soon\nsink.phone.on.Error.text = bad\n"
                 "sink.phone.on.PrintDone.retry.first = 1s\nsink.phone.for.mk3.on.Error.text = x\n"),
      ElementsAre(
          "herald.properties:3: sink.phone.on.PrintDone.txet: unknown option, did you mean `text`?",
          "herald.properties:4: sink.phone.for.mk3.labls.x: unknown option, did you mean `labels.x`?",
          HasSubstr("herald.properties:5: sink.phone.on.PrintDone.timeout: has to be a whole number and a unit"),
          HasSubstr("herald.properties:7: sink.phone.on.PrintDone.retry.first: is a rule of the sink's"),
          HasSubstr("herald.properties:8: sink.phone.for.mk3.on.Error.text: names the device before")));
  EXPECT_THAT(problemsIn("sink.phone.on.Error.text = bad\n"),
              ElementsAre("herald.properties:3: sink.phone.on.Error.text: must not be bad"));
}

TEST_F(SinkMakerTest, an_error_without_a_key_names_the_events) {
  EXPECT_THAT(
      problemsIn("sink.phone.on.Error.labels.needs = x\nsink.phone.for.mk3.text = bad\n"),
      ElementsAre(
          "herald.properties:1: sink.phone.key: is missing, but a label needs it (with the options of on.Error)",
          "herald.properties:4: sink.phone.for.mk3.text: must not be bad"));
  EXPECT_THAT(problemsIn("sink.phone.labels.needs = x\nsink.phone.on.Error.text = y\n"),
              ElementsAre("herald.properties:1: sink.phone.key: is missing, but a label needs it"));
}

TEST_F(SinkMakerTest, a_former_name_may_look_like_one) {
  EXPECT_EQ(answer(plan("sink.phone.on.words = old\n"), "PrintDone"), "old  1");
  EXPECT_EQ(answer(plan("sink.phone.on.PrintDone.words = old\n"), "PrintDone"), "old  1");
  EXPECT_THAT(problemsIn("sink.phone.on.PrintDone.words = old\n"),
              Contains(HasSubstr("herald.properties:3: warning: sink.phone.on.PrintDone.words: is now called `text`")));
}

TEST_F(SinkMakerTest, too_many_versions_are_an_error) {
  std::string lines;
  for (char one = 'a'; one <= 'k'; ++one) lines += std::string("sink.phone.on.*") + one + "*.text = x\n";
  EXPECT_THAT(problemsIn(lines), ElementsAre(HasSubstr("make more than 1000 versions of this sink")));
}

TEST_F(SinkMakerTest, the_timeout_is_the_longest_and_a_picture_is_asked_for_by_version) {
  const auto whole = plan(
      "sink.phone.text = @snapshot\nsink.phone.timeout = 5s\nsink.phone.on.PrintDone.timeout = 30s\n"
      "sink.phone.on.PrintProgress.snapshot = false\nsink.phone.on.Error.text = no picture\n"
      "sink.phone.on.PrintFailed.snapshot.most = 64 KiB\n");
  const auto& setup = whole.sinks.at("phone").setup;
  EXPECT_EQ(setup.timeout, Millis(30'000));
  ASSERT_TRUE(setup.snapshot);
  EXPECT_EQ(setup.snapshot(event("PrintDone", "mk3")), std::uint64_t{2} << 20);
  EXPECT_EQ(setup.snapshot(event("PrintFailed", "mk3")), std::uint64_t{64} << 10);
  EXPECT_EQ(setup.snapshot(event("PrintProgress", "mk3")), 0u);
  EXPECT_EQ(setup.snapshot(event("Error", "mk3")), 0u);
  EXPECT_FALSE(plan("sink.phone.text = a\nsink.phone.on.Error.text = b\n").sinks.at("phone").setup.snapshot);
}

TEST_F(SinkMakerTest, the_plan_uses_what_a_version_uses_and_knows_its_secrets) {
  const auto whole = plan("sink.phone.on.PrintDone.text = @meta.title\nsink.phone.on.Error.key = s3cr3t\n");
  EXPECT_TRUE(whole.uses("meta"));
  EXPECT_FALSE(whole.uses("snapshot"));
  EXPECT_THAT(whole.secrets(), Contains("s3cr3t"));
}

TEST_F(SinkMakerTest, a_reload_replaces_only_the_version_that_changed) {
  const std::string rest = "sink.phone.text = plain\nsink.phone.on.PrintDone.text = done\n";
  const auto before = plan(rest + "sink.phone.on.Error.text = error\n");
  const auto same = plan("# a comment\n" + rest + "sink.phone.on.Error.text = error\n", before);
  EXPECT_EQ(same.sinks.at("phone").setup.sink, before.sinks.at("phone").setup.sink);
  answer(before, "PrintDone");

  const auto after = plan(rest + "sink.phone.on.Error.text = other\n", before);
  const auto& was = before.sinks.at("phone");
  const auto& now = after.sinks.at("phone");
  EXPECT_EQ(now.instance.plugin, was.instance.plugin);
  std::vector<Plugin*> old, current;
  for (const auto& version : was.versions) old.push_back(version.instance.plugin.get());
  for (const auto& version : now.versions) current.push_back(version.instance.plugin.get());
  ASSERT_THAT(current, SizeIs(2));
  EXPECT_EQ(std::ranges::count_if(current, [&](auto* one) { return std::ranges::find(old, one) != old.end(); }), 1);
  EXPECT_NE(now.setup.sink, was.setup.sink);
  EXPECT_NE(now.setup.fingerprint, was.setup.fingerprint);
  EXPECT_EQ(answer(after, "Error"), "other  2") << "it shares what the others share";
}

TEST_F(SinkMakerTest, of_a_plugin_that_takes_one_call_at_a_time_no_instance_stays_once_one_has_changed) {
  const auto planned = [&](const std::string& more, const Plan& before) {
    return PlanMaker(configured("sink.phone.type = good_sink\nsink.phone.on.A.timeout = " + more), tools_, before)
        .make();
  };
  const auto before = planned("5s\n", {});
  const auto same = planned("5s\n# a comment\n", before), other = planned("6s\n", before);
  const auto plain = [](const Plan& plan) { return plan.sinks.at("phone").instance.plugin; };
  EXPECT_EQ(plain(same), plain(before));
  EXPECT_EQ(same.sinks.at("phone").setup.sink, before.sinks.at("phone").setup.sink);
  EXPECT_NE(plain(other), plain(before)) << "a call may hang in it";
}

TEST_F(SinkMakerTest, of_a_sink_that_hung_no_instance_stays_once_one_has_changed) {
  const std::string version = "sink.phone.on.PrintDone.text = done\n";
  const auto before = plan("sink.phone.text = plain\n" + version);
  before.sinks.at("phone").setup.onHang();
  const auto same = plan("sink.phone.text = plain\n" + version, before);
  EXPECT_EQ(same.sinks.at("phone").setup.sink, before.sinks.at("phone").setup.sink);
  const auto after = plan("sink.phone.text = other\n" + version, before);
  EXPECT_NE(after.sinks.at("phone").versions.at(0).instance.plugin,
            before.sinks.at("phone").versions.at(0).instance.plugin);
  EXPECT_NE(after.sinks.at("phone").instance.host->parts(), before.sinks.at("phone").instance.host->parts())
      << "its client may be held by the call";
}

TEST_F(SinkMakerTest, of_such_a_plugin_none_stays_if_two_versions_change_places) {
  const auto planned = [&](const std::string& ofA, const std::string& ofB, const Plan& before) {
    return PlanMaker(configured("sink.phone.type = good_sink\nsink.phone.on.A.timeout = " + ofA +
                                "\nsink.phone.on.B.timeout = " + ofB + "\n"),
                     tools_, before)
        .make();
  };
  const auto before = planned("5s", "6s", {});
  const auto after = planned("6s", "5s", before);
  EXPECT_NE(after.sinks.at("phone").instance.plugin, before.sinks.at("phone").instance.plugin);
  EXPECT_EQ(planned("6s", "5s", after).sinks.at("phone").setup.sink, after.sinks.at("phone").setup.sink);
}

TEST_F(SinkMakerTest, a_version_that_stays_shares_with_a_new_plain_one) {
  const std::string version = "sink.phone.on.PrintDone.text = done\n";
  const auto before = plan("sink.phone.text = plain\n" + version);
  answer(before, "PrintDone");
  const auto after = plan("sink.phone.text = other\n" + version, before);
  EXPECT_EQ(after.sinks.at("phone").versions.at(0).instance.plugin,
            before.sinks.at("phone").versions.at(0).instance.plugin);
  EXPECT_EQ(answer(after, "Error"), "other  2");
  EXPECT_EQ(after.sinks.at("phone").instance.host->report().counts().at("configured"), 3u) << "of the whole sink";
}

TEST_F(SinkMakerTest, each_version_hides_its_own_secrets) {
  tools_.mask = std::make_shared<SecretMask>();
  const auto whole = plan("sink.phone.text = plain\nsink.phone.on.PrintDone.text = done\n");
  EXPECT_EQ(tools_.mask->masked("hidden-plain hidden-done"), "*** ***");
}

TEST_F(SinkMakerTest, the_versions_have_one_state) {
  int asked = 0;
  tools_.state = [&](const std::string&, const std::string&) {
    ++asked;
    return nullptr;
  };
  plan("sink.phone.text = plain\nsink.phone.on.PrintDone.text = done\n");
  EXPECT_EQ(asked, 1);
}

TEST_F(SinkMakerTest, the_advice_about_a_version_names_its_key) {
  EXPECT_THAT(problemsIn("sink.phone.on.Error.text = odd\n"),
              Contains("herald.properties:3: warning: sink.phone.on.Error.text: is odd"));
}

}  // namespace
}  // namespace herald::core
