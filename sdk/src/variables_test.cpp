// SPDX-License-Identifier: Apache-2.0
#include "herald/variables.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <time.h>

#include "herald/json.h"
#include "herald/sink.h"

namespace herald {
namespace {

using std::chrono::milliseconds;

class VariablesTest : public ::testing::Test {
 protected:
  VariablesTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  Attempt attempt() const {
    return {.event = event_,
            .topic = "Print Done",
            .message = Template("@job.file.name is done", Place::Text),
            .number = 2};
  }

  Event event_{
      .type = "PrintDone",
      .payload = R"({"name":"a.gcode","time":50.237335886,"job":"hidden","topic":"hidden"})",
      .context =
          R"({"job":{"file":{"name":"b.gcode","path":null}},"list":[{"n":1}],"currentZ":0.20,"source":"hidden"})",
      .id = "id-1",
      .source = "octoprint",
      .device = "mk3",
      .time = std::chrono::system_clock::time_point(milliseconds(1588195498999))};
};

TEST_F(VariablesTest, NamesTheEvent) {
  const Variables variables(event_);
  EXPECT_EQ(variables("eventId"), R"("id-1")");
  EXPECT_EQ(variables("eventType"), R"("PrintDone")");
  EXPECT_EQ(variables("eventTime"), R"("2020-04-29T21:24:58.999Z")");
  EXPECT_EQ(variables("device"), R"("mk3")");
  EXPECT_EQ(variables("source"), R"("octoprint")");
  EXPECT_EQ(variables("currentTime"), "1588195498");
  EXPECT_EQ(variables("extra"), event_.payload);
  EXPECT_EQ(variables("extra.time"), "50.237335886");
}

TEST_F(VariablesTest, NamesTheAttempt) {
  const auto attempt = this->attempt();
  const Variables variables(attempt);
  EXPECT_EQ(variables("topic"), R"("Print Done")");
  EXPECT_EQ(variables("message"), R"("b.gcode is done")");
  EXPECT_EQ(variables("attempt"), "2");
}

TEST_F(VariablesTest, SayWhetherTheAttemptIsLate) {
  auto attempt = this->attempt();
  const auto delayedAfter = [&](std::chrono::milliseconds late) {
    attempt.time = event_.time + late;
    return std::string(Variables(attempt)("delayed"));
  };
  EXPECT_EQ(delayedAfter(std::chrono::minutes(1)), "false");
  EXPECT_EQ(delayedAfter(std::chrono::milliseconds(60001)), "true");
  EXPECT_EQ(Variables(attempt)("human.delayed"), jsonQuote(" (delayed, 21:24)"));
  EXPECT_EQ(delayedAfter(-std::chrono::hours(1)), "false") << "a clock that was set back";
  attempt.time = {};
  EXPECT_EQ(Variables(attempt)("delayed"), "false") << "nobody knows";
  EXPECT_EQ(Variables(event_)("delayed"), "");
}

TEST_F(VariablesTest, AreInWordsToo) {
  EXPECT_EQ(Variables(event_)("human.fileName"), R"("b")");
  EXPECT_EQ(Variables(event_)("human.elapsed"), R"("50 s")");
  EXPECT_EQ(Variables(event_)("human.timeLeft"), "null");
}

TEST_F(VariablesTest, HaveTheTagsOfTheContextOrNone) {
  EXPECT_EQ(Variables(event_)("tags"), "[]");
  event_.context = R"({"tags":["room2","big"]})";
  EXPECT_EQ(Variables(event_)("tags"), R"(["room2","big"])");
  EXPECT_EQ(Variables(event_)("tags.1"), R"("big")");
}

TEST_F(VariablesTest, KnowWhatTheMessageMisses) {
  auto attempt = this->attempt();
  attempt.message = Template("@nothing of @job.file.name, @token", Place::Text);
  Variables variables(attempt);
  EXPECT_TRUE(variables.missingInMessage().empty()) << "nobody has asked for it";
  variables("message");
  EXPECT_EQ(variables.missingInMessage(), (std::vector<std::string>{"nothing", "token"}));
  variables.overlay(R"({"token":"t"})");
  variables("message");
  EXPECT_EQ(variables.missingInMessage(), std::vector<std::string>{"nothing"});
}

TEST_F(VariablesTest, HaveNoTopicOfTheirOwnWithoutAnAttempt) {
  const Variables variables(event_);
  EXPECT_EQ(variables("topic"), R"("hidden")");
  EXPECT_EQ(variables("message"), "");
  EXPECT_EQ(variables("attempt"), "");
}

TEST_F(VariablesTest, FindPathsInTheContextThenInThePayload) {
  const Variables variables(event_);
  EXPECT_EQ(variables("job.file.name"), R"("b.gcode")");
  EXPECT_EQ(variables("job.file.path"), "null");
  EXPECT_EQ(variables("list.0.n"), "1");
  EXPECT_EQ(variables("currentZ"), "0.20");
  EXPECT_EQ(variables("name"), R"("a.gcode")");
  EXPECT_EQ(variables("time"), "50.237335886");
}

TEST_F(VariablesTest, FindNothingWhereThereIsNothing) {
  const Variables variables(event_);
  for (const char* path : {"", ".", "nope", "job.nope", "job.file.name.x", "job.", "name.x", "topic.x", "list.1"}) {
    EXPECT_EQ(variables(path), "") << path;
  }
}

TEST_F(VariablesTest, LookInTheOverlayFirstThenAtWhatWasSetThenByName) {
  const auto attempt = this->attempt();
  Variables variables(attempt);
  variables.set("topic", "set \"it\"");
  EXPECT_EQ(variables("topic"), R"("set \"it\"")");
  variables.overlay(R"({"topic":"overlaid","token":{"value":"t"}})");
  EXPECT_EQ(variables("topic"), R"("overlaid")");
  EXPECT_EQ(variables("token.value"), R"("t")");
  EXPECT_EQ(variables("device"), R"("mk3")");
  variables.overlay("[oops");
  EXPECT_EQ(variables("topic"), R"("set \"it\"")");
}

TEST_F(VariablesTest, TakeTheDeviceForItsIdentifierUnlessOneIsSet) {
  Variables variables(event_);
  EXPECT_EQ(variables("deviceIdentifier"), R"("mk3")");
  variables.set("deviceIdentifier", "Präzision ℶ3 🐙");
  EXPECT_EQ(variables("deviceIdentifier"), R"("Präzision ℶ3 🐙")");
}

TEST_F(VariablesTest, TakeTheMilestoneFromTheContextOrZero) {
  EXPECT_EQ(Variables(event_)("percentCompleteMilestone"), "0");
  event_.context = R"({"percentCompleteMilestone":50})";
  EXPECT_EQ(Variables(event_)("percentCompleteMilestone"), "50");
}

TEST_F(VariablesTest, RenderTheMessageWithEverythingButItself) {
  auto attempt = this->attempt();
  attempt.message = Template("[@message] @deviceIdentifier @topic @token", Place::Text);
  Variables variables(attempt);
  EXPECT_EQ(variables("message"), R"("[] mk3 Print Done ")");
  variables.set("deviceIdentifier", "@topic");
  EXPECT_EQ(variables("message"), R"("[] @topic Print Done ")");
  variables.overlay(R"({"token":"t"})");
  EXPECT_EQ(variables("message"), R"("[] @topic Print Done t")");
}

TEST_F(VariablesTest, NeverLookAtTheRenderedMessageAgain) {
  event_.context = R"({"job":{"file":{"name":"@topic\"@{message}"}}})";
  const auto attempt = this->attempt();
  EXPECT_EQ(Template(R"({"m":"@message"})", Place::Json).render(Variables(attempt)),
            R"({"m":"@topic\"@{message} is done"})");
}

TEST_F(VariablesTest, SeeNothingInAContextOrPayloadThatIsNoObject) {
  event_.context = "[1]";
  event_.payload = "";
  const Variables variables(event_);
  EXPECT_EQ(variables("job"), "");
  EXPECT_EQ(variables("extra"), "");
  EXPECT_EQ(variables("eventId"), R"("id-1")");
}

TEST_F(VariablesTest, ShareWhatIsSetWithTheirCopies) {
  Variables variables(event_);
  const Variables copy = variables;
  variables.set("x", "1");
  EXPECT_EQ(copy("x"), R"("1")");
}

}  // namespace
}  // namespace herald
