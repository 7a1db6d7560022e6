#include "core/dispatch/attempt.h"

#include <gtest/gtest.h>

#include "core/dispatch/testing_sink.h"

namespace herald::core {
namespace {

class AttemptTest : public ::testing::Test {
 protected:
  Outcome outcomeOf(const std::function<Outcome(const Attempt&)>& act) {
    setup_.sink = std::make_shared<ScriptedSink>(act);
    return attempt(setup_, *makeDelivery("a1").event, 1, Clock::time_point::max(), {});
  }

  const std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  SinkSetup setup_{.mask = mask_};
};

TEST_F(AttemptTest, MasksWhatItBringsBack) {
  mask_->set({"s3cr3t-token"});
  const auto told = outcomeOf([](const Attempt&) {
    return Outcome{.verdict = Outcome::Verdict::Hold, .reason = "no s3cr3t-token", .answer = "Bearer s3cr3t-token?"};
  });
  EXPECT_EQ(told.reason, "no ***");
  EXPECT_EQ(told.answer, "Bearer ***?");
  const auto thrown = outcomeOf([](const Attempt&) -> Outcome { throw std::runtime_error("no s3cr3t-token"); });
  EXPECT_EQ(thrown.reason, "no ***");
}

TEST_F(AttemptTest, CutsTheAnswerOnlyWhenItIsMasked) {
  mask_->set({"s3cr3t-token"});
  const auto outcome = outcomeOf([](const Attempt&) {
    return Outcome{.answer = std::string(1018, 'x') + "s3cr3t-token" + std::string(5000, 'y')};
  });
  EXPECT_EQ(outcome.answer, std::string(1018, 'x') + "***yyy");
}

TEST_F(AttemptTest, NeedsNoMask) {
  setup_.mask = nullptr;
  EXPECT_EQ(outcomeOf([](const Attempt&) { return Outcome{.answer = "as it is"}; }).answer, "as it is");
}

}  // namespace
}  // namespace herald::core
