// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/transform_step.h"

#include <Poco/AutoPtr.h>
#include <Poco/Logger.h>
#include <gmock/gmock.h>

#include <thread>

#include "engine/event_bus/testing/scripted_transform.h"
#include "testing/capture_channel.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EmitTest : public ::testing::Test {
 protected:
  EmitTest() { Poco::Logger::get("transform.keeper").setChannel(log_); }
  ~EmitTest() override { Poco::Logger::destroy("transform.keeper"); }

  static TransformStep keeper(FunctionTransform::Function function) {
    auto made = step("keeper", std::move(function));
    made.plugin = "counter";
    return made;
  }

  /// The ids of what comes out for these events.
  static std::vector<std::string> apply(const TransformStep& transform, const std::vector<std::string>& ids) {
    std::vector<RoutedEvent> in;
    for (const auto& id : ids) in.push_back({0, std::make_shared<const Event>(makeEvent("A", id)), {}});
    std::vector<std::string> out;
    for (const auto& one : applyStep(transform, std::move(in))) out.push_back(one.event->id);
    return out;
  }

  Poco::AutoPtr<CaptureChannel> log_{new CaptureChannel};
  const std::string report_ =
      "<4>transform.keeper: calls `emit` after apply() or wake() has returned, or from another thread (plugin "
      "counter): "
      "Herald drops these events; the plugin has to emit within the call";
};

TEST_F(EmitTest, DoesNothingAfterTheCallAndIsReportedOnce) {
  Transform::Emit kept;
  const auto transform = keeper([&kept](const Event& event, const auto& emit) {
    if (kept) kept(event);
    kept = emit;
    emit(event);
  });
  EXPECT_THAT(apply(transform, {"a", "b", "c"}), ElementsAre("a", "b", "c"));
  kept(makeEvent("Late"));
  EXPECT_THAT(log_->lines(), ElementsAre(report_));
}

TEST_F(EmitTest, DoesNothingOnAnotherThreadAndIsReported) {
  const auto transform = keeper([](const Event& event, const auto& emit) { std::thread([&] { emit(event); }).join(); });
  EXPECT_THAT(apply(transform, {"a"}), IsEmpty());
  EXPECT_THAT(log_->lines(), ElementsAre(report_));
}

TEST_F(EmitTest, DoesNothingAfterTheRouteHasGone) {
  Transform::Emit kept;
  {
    const auto transform = keeper([&kept](const Event&, const auto& emit) { kept = emit; });
    EXPECT_THAT(apply(transform, {"a"}), IsEmpty());
  }
  kept(makeEvent("Late"));
  EXPECT_THAT(log_->lines(), ElementsAre(report_));
}

TEST_F(EmitTest, IsValidWithinTheCall) {
  EXPECT_THAT(apply(keeper([](const Event& event, const auto& emit) { emit(event); }), {"a", "b"}),
              ElementsAre("a", "b"));
  EXPECT_THAT(log_->lines(), IsEmpty());
}

}  // namespace
}  // namespace herald::core
