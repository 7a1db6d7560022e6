// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan_maker.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "engine/pipeline/testing/plugins_and_blocks.h"

namespace herald::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kSource = "source.mk3.type = good_source\n";
constexpr auto kSink = "sink.phone.type = good_sink\n";

class PlanMakerTest : public PluginsAndBlocks {
 protected:
  Plan plan(const std::string& lines, const Plan& before = {}) {
    return PlanMaker(configured(lines), tools_, before).make();
  }
  std::vector<std::string> problemsIn(const std::string& lines) {
    try {
      plan(lines);
    } catch (const BadConfiguration& bad) {
      return texts(bad.problems());
    }
    return {};
  }
};

TEST_F(PlanMakerTest, an_empty_configuration_is_an_empty_plan) {
  const auto empty = plan("");
  EXPECT_THAT(empty.sources, IsEmpty());
  EXPECT_THAT(empty.sinks, IsEmpty());
  EXPECT_THAT(empty.routes, IsEmpty());
}

TEST_F(PlanMakerTest, plans_sources_sinks_and_the_route_of_each_sink) {
  const auto whole = plan(std::string(kSource) + "source.mk3.tags = room2\nsource.mk3.whenFull = wait\n" + kSink +
                          "sink.phone.timeout = 7s\n");
  const auto& source = whole.sources.at("mk3");
  EXPECT_NE(source.source, nullptr);
  EXPECT_EQ(source.origin.device, "mk3") << "it has no name of its own";
  EXPECT_THAT(source.origin.tags, ElementsAre("room2"));
  EXPECT_EQ(source.policy.whenFull, WhenFull::Wait);
  const auto& setup = whole.sinks.at("phone").setup;
  EXPECT_EQ(setup.name, "phone");
  EXPECT_EQ(setup.timeout, Millis(7000));
  EXPECT_NE(setup.sink, nullptr);
  ASSERT_EQ(whole.routes.size(), 1u);
  EXPECT_THAT(whole.routes[0]->sinks, ElementsAre("phone"));
}

TEST_F(PlanMakerTest, a_source_that_is_off_is_checked_and_not_planned) {
  EXPECT_THAT(plan(std::string(kSource) + "source.mk3.enabled = false\n").sources, IsEmpty());
  EXPECT_THAT(problemsIn(std::string(kSource) + "source.mk3.enabled = false\nsource.mk3.whenFull = never\n"),
              ElementsAre(HasSubstr("whenFull")));
}

TEST_F(PlanMakerTest, reports_all_errors_together) {
  EXPECT_THAT(problemsIn("source.mk3.type = nothing\nsink.phone.type = good_sink\nsink.phone.timeout = soon\n"
                         "defaults.webhok.url = http://x\nroute.r.to = nobody\n"),
              ElementsAre(StartsWith("herald.properties:1: source.mk3.type: unknown type `nothing`"),
                          StartsWith("herald.properties:3: sink.phone.timeout: "),
                          StartsWith("herald.properties:4: defaults.webhok.url: unknown type `webhok`"),
                          StartsWith("herald.properties:5: route.r.to: ")));
}

TEST_F(PlanMakerTest, takes_over_what_is_the_same_and_nothing_else) {
  const auto before = plan(std::string(kSource) + kSink);
  const auto after = plan(std::string(kSource) + "source.mk3.events = 2\n" + kSink, before);
  EXPECT_EQ(after.sinks.at("phone").instance.plugin, before.sinks.at("phone").instance.plugin);
  EXPECT_EQ(after.sinks.at("phone").setup.fingerprint, before.sinks.at("phone").setup.fingerprint);
  EXPECT_NE(after.sources.at("mk3").instance.plugin, before.sources.at("mk3").instance.plugin);
}

TEST_F(PlanMakerTest, a_route_to_another_sink_keeps_its_transforms_and_their_turn) {
  const std::string more = "sink.mail.type = good_sink\ntransform.long.type = good_transform\n";
  const std::string route =
      "route.farm.from = *\nroute.farm.events = *\nroute.farm.transforms = long\nroute.farm.to = ";
  const auto before = plan(kSink + more + route + "phone\n");
  const auto after = plan(kSink + more + route + "mail\n", before);
  const auto stepOf = [](const Plan& plan) {
    const auto isIt = [](const auto& one) { return one->name == "farm"; };
    return (*std::find_if(plan.routes.begin(), plan.routes.end(), isIt))->steps.at(0);
  };
  EXPECT_EQ(stepOf(after).transform, stepOf(before).transform);
  EXPECT_EQ(stepOf(after).turn, stepOf(before).turn);
}

TEST_F(PlanMakerTest, sinks_that_share_a_rate_must_agree_on_it) {
  EXPECT_THAT(problemsIn("sink.a.type = good_sink\nsink.a.rate = 1/s\nsink.a.rate.shared = x\n"
                         "sink.b.type = good_sink\nsink.b.rate = 2/s\nsink.b.rate.shared = x\n"),
              ElementsAre(StartsWith("herald.properties:6: sink.b.rate.shared: ")));
}

TEST_F(PlanMakerTest, a_value_from_a_file_of_its_own_is_a_secret_unless_it_is_a_body) {
  folder_.write("name", "the-name-of-the-printer");
  folder_.write("message", R"({"text": "done"})");
  const auto secrets = plan(std::string(kSource) + "source.mk3.name.file = name\n" + kSink +
                            "sink.phone.message.PrintDone.file = message\n")
                           .secrets();
  EXPECT_THAT(secrets, Contains("the-name-of-the-printer"));
  EXPECT_THAT(secrets, Not(Contains(HasSubstr("done"))));
}

TEST_F(PlanMakerTest, a_fingerprint_that_may_be_kept_shows_no_option) {
  const auto whole = plan(std::string(kSink) + "sink.phone.message.PrintDone = very private\n").sinks.at("phone");
  EXPECT_THAT(whole.instance.fingerprint, HasSubstr("very private"));
  EXPECT_EQ(whole.setup.fingerprint.size(), 64u);
}

}  // namespace
}  // namespace herald::core
