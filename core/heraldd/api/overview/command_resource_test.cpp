// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/command_resource.h"

#include <gmock/gmock.h>

#include <utility>

#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "heraldd/api/operations/api_routes.h"
#include "testing/fake_time.h"
#include "testing/recording_host.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CommandResourceTest : public ::testing::Test {
 protected:
  CommandResourceTest() { routes.add(resource); }

  ApiAnswer answerTo(const std::string& path) { return routes.answer({.method = "POST", .target = "/api/v1/" + path}); }
  int post(const std::string& path) { return answerTo(path).status; }

  MemoryOutbox outbox{};
  FakeTime time{};
  Dispatcher dispatcher{outbox, time};
  std::vector<std::string> done{};
  std::string damage = "2 deliveries were damaged on disk";
  CommandResource resource{{dispatcher,
                            [this](const std::string& source) {
                              done.push_back(source);
                              return source == "mk3";
                            },
                            [this] { return std::exchange(damage, ""); }}};
  ApiRoutes routes{};
};

TEST_F(CommandResourceTest, an_unknown_name_is_not_found) {
  for (const auto* command : {"pause", "resume", "retry", "drain"}) {
    EXPECT_EQ(post(std::string("sinks/slack/") + command), 404) << command;
  }
  EXPECT_EQ(post("sources/mk4/retry"), 404);
}

TEST_F(CommandResourceTest, the_name_that_is_nearest_is_told) {
  dispatcher.set(patientSetup(std::make_shared<ScriptedSink>(), "slack", std::make_shared<RecordingHost>()));
  EXPECT_THAT(answerTo("sinks/slcak/pause").body, HasSubstr("there is no sink `slcak`, did you mean `slack`?"));
}

TEST_F(CommandResourceTest, a_source_is_started_now) {
  EXPECT_EQ(post("sources/mk3/retry"), 204);
  EXPECT_THAT(done, ElementsAre("mk3"));
}

TEST_F(CommandResourceTest, damage_that_is_acknowledged_is_told_once) {
  EXPECT_EQ(answerTo("outbox/acknowledge").body, R"({"damage":"2 deliveries were damaged on disk"})");
  EXPECT_EQ(answerTo("outbox/acknowledge").body, R"({"damage":""})");
}

}  // namespace
}  // namespace herald::core
