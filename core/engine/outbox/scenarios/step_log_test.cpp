// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the outbox tells the delivery log: each step that is no attempt.
class StepLogTest : public ::testing::Test {
 protected:
  void open(const QueueBounds& bounds = {}) {
    outbox_ = std::make_unique<MemoryOutbox>(bounds);
    outbox_->setLog([this](const LogEntry& entry, const LogDetail& detail) {
      EXPECT_EQ(detail.event ? detail.event->id : "", entry.event);
      steps_.push_back(std::string(toString(entry.step)) + " " + entry.sink + " " + entry.event + ": " + entry.reason);
    });
  }
  void bury(const Delivery& delivery, const std::string& reason) { outbox_->bury(delivery, {.reason = reason}); }
  std::vector<std::string> steps() { return std::exchange(steps_, {}); }

  std::unique_ptr<Outbox> outbox_{};
  std::vector<std::string> steps_{};
};

TEST_F(StepLogTest, drops_and_ages) {
  open({.events = 1});
  storeOne(*outbox_, make("1", Category::Progress));
  auto second = storeOne(*outbox_, make("2"));
  EXPECT_THAT(steps(), ElementsAre("dropped slack 1: queue full: progress"));
  outbox_->discard(second, "too old: progress");
  EXPECT_THAT(steps(), ElementsAre("expired slack 2: too old: progress"));
  second = storeOne(*outbox_, make("3"));
  outbox_->discard(second, "replaced by a newer one");
  EXPECT_THAT(steps(), ElementsAre("dropped slack 3: replaced by a newer one"));
  outbox_->delivered(storeOne(*outbox_, make("4")));
  EXPECT_THAT(steps(), IsEmpty()) << "its attempt says that";
}

TEST_F(StepLogTest, dead_letters) {
  open();
  bury(storeOne(*outbox_, make("1")), "too old: lifecycle");
  auto dead = make("2");
  dead.ending.reason = "the transforms hang";
  storeOne(*outbox_, dead);
  EXPECT_THAT(steps(), ElementsAre("dead slack 1: too old: lifecycle", "dead slack 2: the transforms hang"));
  outbox_->deadLetters().replay({.reason = "hang"}, {});
  outbox_->deadLetters().purge({});
  EXPECT_THAT(steps(),
              ElementsAre("replayed slack 2: a dead letter waits again", "purged slack 1: a dead letter was purged"));
}

TEST_F(StepLogTest, what_the_operator_does) {
  open();
  storeOne(*outbox_, make("1"));
  outbox_->move("slack", "mail");
  outbox_->purge("mail");
  EXPECT_THAT(steps(), ElementsAre("moved slack 1: moved to mail", "purged mail 1: purged"));
}

TEST_F(StepLogTest, an_attempt_tells_its_own_end) {
  open();
  const auto delivery = storeOne(*outbox_, make("1"));
  const AttemptTrace::Scope attempt(std::make_shared<AttemptTrace>());
  bury(delivery, "400: no");
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(StepLogTest, finds_what_waits_by_its_event) {
  open();
  storeOne(*outbox_, make("1"));
  bury(storeOne(*outbox_, make("2")), "no");
  ASSERT_TRUE(outbox_->find("slack", "1"));
  EXPECT_EQ(outbox_->find("slack", "1")->event->id, "1");
  EXPECT_FALSE(outbox_->find("slack", "2"));
  EXPECT_FALSE(outbox_->find("mail", "1"));
}

}  // namespace
}  // namespace herald::core
