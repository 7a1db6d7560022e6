// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/picture_wish.h"

#include <gmock/gmock.h>

#include "engine/pipeline/sink_options.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/sink.h"
#include "herald/source.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;

class PlainSink : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return {}; }
};

class TemplateSink final : public PlainSink, public TemplateUser {
 public:
  explicit TemplateSink(std::string variable) : variable_(std::move(variable)) {}
  bool uses(std::string_view variable) const override { return variable == variable_; }

 private:
  const std::string variable_;
};

class SilentSource : public Source {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed&) override {}
};

class SeeingSource final : public SilentSource, public Camera {
 public:
  Picture take(const Shot&) override { return {}; }
};

std::function<std::uint64_t(const Event&)> wishOf(const Sink& sink, Settings::Values options = {}) {
  options.try_emplace("type", "x");
  return pictureWish(sink, Settings(sinkOptions(), std::move(options)));
}

TEST(PictureWish, ASinkWantsAPictureIfItsTemplateShowsOne) {
  EXPECT_FALSE(wishOf(PlainSink()));
  EXPECT_FALSE(wishOf(TemplateSink("message")));
  const auto wish = wishOf(TemplateSink("snapshot"));
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish({}), 2u << 20U);
}

TEST(PictureWish, TheUserDecidesWhetherAndHowLarge) {
  EXPECT_FALSE(wishOf(TemplateSink("snapshot"), {{"snapshot", "false"}}));
  EXPECT_EQ(wishOf(TemplateSink("snapshot"), {{"snapshot.most", "64 KiB"}})({}), 65536u);
}

TEST(PictureWish, ThePlanNamesWhoWantsPicturesAndWhoHasThem) {
  Plan plan;
  plan.sinks["text"];
  plan.sinks["phone"].setup.snapshot = wishOf(TemplateSink("snapshot"));
  plan.sources["serial"].source = std::make_shared<SilentSource>();
  plan.sources["mk3"].source = std::make_shared<SeeingSource>();
  plan.sources["mk3"].policy.type = "octoprint";
  const auto result = snapshotPlan(plan);
  EXPECT_THAT(result.sinks, ElementsAre(Key("phone")));
  EXPECT_THAT(result.cameras, ElementsAre(Key("mk3")));
  EXPECT_EQ(result.cameras.at("mk3").source, "mk3");
  EXPECT_EQ(result.cameras.at("mk3").plugin, "octoprint");
}

}  // namespace
}  // namespace herald::core
