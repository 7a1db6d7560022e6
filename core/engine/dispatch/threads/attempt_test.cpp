// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/attempt.h"

#include <gtest/gtest.h>

#include "base/text/kept_text.h"
#include "engine/dispatch/testing/scripted_sink.h"

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

TEST_F(AttemptTest, masks_what_it_brings_back) {
  mask_->set({"s3cr3t-token"});
  const auto told = outcomeOf([](const Attempt&) {
    return Outcome{.verdict = Outcome::Verdict::Hold,
                   .reason = "no s3cr3t-token",
                   .answer = "Bearer s3cr3t-token?",
                   .sent = "topic: s3cr3t-token"};
  });
  EXPECT_EQ(told.reason, "no ***");
  EXPECT_EQ(told.answer, "Bearer ***?");
  EXPECT_EQ(told.sent, "topic: ***");
  const auto thrown = outcomeOf([](const Attempt&) -> Outcome { throw std::runtime_error("no s3cr3t-token"); });
  EXPECT_EQ(thrown.reason, "no ***");
}

TEST_F(AttemptTest, cuts_the_answer_only_when_it_is_masked) {
  mask_->set({"s3cr3t-token"});
  const std::string begin(1018, 'x');
  const auto outcome = outcomeOf([&](const Attempt&) {
    Outcome answered;
    answered.answer = begin;
    answered.answer.append("s3cr3t-token").append(5000, 'y');
    return answered;
  });
  EXPECT_EQ(outcome.answer, begin + "***…");
}

TEST_F(AttemptTest, keeps_the_begin_of_a_text_of_any_length) {
  mask_->set({"s3cr3t-token"});
  for (const bool throws : {false, true}) {
    const auto outcome = outcomeOf([&](const Attempt&) -> Outcome {
      const auto reason = "s3cr3t-token refused: " + std::string(std::size_t{1} << 22, 'x');
      if (throws) throw std::runtime_error(reason);
      return {.verdict = Outcome::Verdict::Rejected,
              .reason = reason,
              .answer = std::string(std::size_t{1} << 22, 'y'),
              .missing = std::vector<std::string>(100'000, std::string(10'000, 'm')),
              .sent = std::string(std::size_t{1} << 22, 'z')};
    });
    EXPECT_TRUE(outcome.reason.starts_with("*** refused: xxx")) << outcome.reason;
    EXPECT_LE(outcome.reason.size(), kMostText);
    EXPECT_LE(outcome.answer.size(), 1024U);
    EXPECT_LE(outcome.sent.size(), 8192U);
    EXPECT_LE(outcome.missing.size(), 100U);
    for (const auto& name : outcome.missing) EXPECT_LE(name.size(), kMostText);
  }
}

/// A host whose clock stands.
class ClockHost final : public Host {
 public:
  void log(Level, std::string_view) override {}
  std::unique_ptr<HttpClient> http(const Settings&) override { return nullptr; }
  Clock::time_point now() const override { return {}; }
  std::chrono::system_clock::time_point wallClock() const override { return kNow; }
  void hide(const std::vector<std::string>&) override {}
  std::string load(std::string_view) override { return {}; }
  void save(std::string_view, std::string_view) override {}

  static constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1588195498)};
};

TEST_F(AttemptTest, tells_the_sink_when_it_begins) {
  setup_.host = std::make_shared<ClockHost>();
  outcomeOf([](const Attempt& attempt) {
    EXPECT_EQ(attempt.time, ClockHost::kNow);
    return Outcome{};
  });
}

TEST_F(AttemptTest, needs_no_mask) {
  setup_.mask = nullptr;
  EXPECT_EQ(outcomeOf([](const Attempt&) { return Outcome{.answer = "as it is"}; }).answer, "as it is");
}

}  // namespace
}  // namespace herald::core
