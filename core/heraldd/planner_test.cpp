// SPDX-License-Identifier: Apache-2.0
#include "heraldd/planner.h"

#include <Poco/AutoPtr.h>
#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/pipeline/plan_vocabulary.h"
#include "engine/routes/event_words.h"
#include "herald/testing/temporary_folder.h"
#include "testing/capture_channel.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

class PlannerTest : public ::testing::Test {
 protected:
  PlannerTest() { logger_.setChannel(log_); }
  ~PlannerTest() override { logger_.setChannel({}); }

  Configuration configured(const std::string& text) const {
    return readConfiguration(folder_.write("herald.properties", text));
  }
  std::string masked(const std::string& text) const { return mask_->masked(text); }

  testing::TemporaryFolder folder_{};
  FakeTime time_{};
  MemoryOutbox outbox_{};
  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  Poco::AutoPtr<CaptureChannel> log_{new CaptureChannel};
  Poco::Logger& logger_ = Poco::Logger::get("planner test");
  Planner planner_{outbox_, time_, mask_, logger_};
};

TEST_F(PlannerTest, a_new_plan_masks_its_secrets_and_those_of_the_running_one) {
  Plan running;
  running.fileSecrets = {"running-secret"};
  planner_.runs(configured("admin.token = running-token\n"));
  planner_.plan(configured("admin.token = planned-token\n"), running);
  EXPECT_EQ(masked("running-secret running-token planned-token"), "*** *** ***");
}

TEST_F(PlannerTest, the_plan_that_runs_masks_its_own_secrets_alone) {
  Plan before;
  before.fileSecrets = {"former-secret"};
  const auto configuration = configured("admin.token = running-token\n");
  planner_.plan(configuration, before);
  planner_.runs(configuration);
  EXPECT_EQ(masked("former-secret running-token"), "former-secret ***");
}

TEST_F(PlannerTest, a_plan_that_never_runs_unmasks_nothing_that_does) {
  const auto running = configured("admin.token = running-token\n");
  planner_.plan(running, {});
  planner_.runs(running);
  planner_.plan(configured("admin.token = refused-token\n"), {});
  EXPECT_THROW(planner_.plan(configured("admin.token = wrong-token\nsink.a.type = nothing\n"), {}), BadConfiguration);
  EXPECT_EQ(masked("running-token refused-token"), "*** ***");
}

TEST_F(PlannerTest, a_rehearsal_is_one_of_the_configuration_that_runs) {
  EXPECT_TRUE(planner_.rehearsal({}).sinks.empty());
  planner_.runs(configured("sink.a.type = nothing\n"));
  EXPECT_THROW(planner_.rehearsal({}), BadConfiguration);
  planner_.plan(configured(""), {});
  EXPECT_THROW(planner_.rehearsal({}), BadConfiguration) << "the plan does not run yet";
}

TEST_F(PlannerTest, logs_each_plugin_that_is_refused) {
  folder_.write("plugins/text.so", "no library");
  planner_.plan(configured("herald.plugins = plugins\n"), {});
  EXPECT_THAT(log_->lines(),
              Contains(AllOf(HasSubstr("the plugin "), HasSubstr("/plugins/text.so is not a shared library"))));
}

TEST_F(PlannerTest, each_event_that_a_source_declares_has_words) {
  const Plan plan = planner_.plan(configured("source.a.type = octoprint\nsource.a.url = http://octopi.local\n"
                                             "source.a.apiKey = key\nsource.b.type = serial\n"
                                             "source.b.device = /dev/ttyUSB0\nsource.c.type = demo\n"),
                                  {});
  const auto events = PlanVocabulary(plan).from({}).words.events;
  EXPECT_GT(events.size(), 50u);
  for (const auto& type : events) {
    const bool isOfAPlugin = type.find('*') != std::string::npos;  // of OctoPrint: it has any name
    EXPECT_TRUE(isOfAPlugin || eventWords(type)) << type;
  }
}

}  // namespace
}  // namespace herald::core
