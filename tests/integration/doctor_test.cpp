// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Doctor : public DaemonTest {
 protected:
  Finished look(const std::vector<std::string>& options = {}) {
    std::vector<std::string> command{heraldctl(), "doctor", "--config", config()};
    command.insert(command.end(), options.begin(), options.end());
    return runToEnd(command);
  }

  /// The findings about one thing, as "error: SENTENCE" lines.
  static std::string about(const std::string& name, const std::string& json) {
    std::string lines;
    for (const auto finding : jsonElements(jsonAt(json, "findings"))) {
      if (jsonToText(jsonAt(finding, "name")) != name) continue;
      lines += jsonToText(jsonAt(finding, "severity")) + ": " + jsonToText(jsonAt(finding, "sentence")) + "\n";
    }
    return lines;
  }
};

TEST_F(Doctor, SaysThatNoDaemonRuns) {
  configure("source.mk3.type = demo\nsink.s.type = stdout\n");
  const auto finished = look();
  EXPECT_EQ(finished.code, 1) << finished.output;
  EXPECT_THAT(finished.output, AllOf(HasSubstr("error: daemon: no daemon runs with the data folder"),
                                     HasSubstr("systemctl start herald"), HasSubstr("looked at ")));
}

TEST_F(Doctor, IsContentWithADaemonThatWorks) {
  start("source.mk3.type = demo\nsink.s.type = stdout\nadmin.listen = 127.0.0.1:0\n");
  const auto json = look({"--json"}).output;
  EXPECT_EQ(about("daemon", json), "");
  EXPECT_EQ(about("configuration", json), "");
  EXPECT_THAT(about("permissions", json), Not(HasSubstr("error: ")));
}

TEST_F(Doctor, FindsAServerThatDoesNotAnswerAndShowsNoSecret) {
  configure(
      "source.mk3.type = demo\nsink.s.type = webhook\nsink.s.url = http://127.0.0.1:1/T0KEN-path\n"
      "sink.s.apiSecret = very-hidden\n");
  const auto json = look({"--json"}).output;
  EXPECT_THAT(about("127.0.0.1:1", json), HasSubstr("error: nothing answers the sink s"));
  EXPECT_THAT(json, AllOf(Not(HasSubstr("T0KEN")), Not(HasSubstr("very-hidden"))));
}

TEST_F(Doctor, AsksSourcesAndSinksThatKnowMore) {
  const std::string kafka = ".type = kafka\n", brokers = ".brokers = 127.0.0.1:1\n";
  configure("source.log" + kafka + "source.log" + brokers + "source.log.topics = printers\nsource.log.group = farm\n" +
            "sink.out" + kafka + "sink.out" + brokers + "sink.off" + kafka + "sink.off" + brokers +
            "sink.off.enabled = false\n");
  const auto json = look({"--json"}).output;
  const std::string why = "error: cannot reach the broker 127.0.0.1:1: Connection refused";
  EXPECT_THAT(about("source log", json), HasSubstr(why)) << json;
  EXPECT_THAT(about("sink out", json), HasSubstr(why)) << json;
  EXPECT_EQ(about("sink off", json), "");
}

TEST_F(Doctor, LooksAtAWrongConfigurationToo) {
  configure("source.mk3.type = demo\nsink.s.type = webhook\nsink.s.url = http://127.0.0.1:1/\nsink.s.retrys = 3\n");
  const auto finished = look({"--json"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(about("configuration", finished.output), HasSubstr("sink.s.retrys: unknown option"));
  EXPECT_THAT(about("127.0.0.1:1", finished.output), HasSubstr("nothing answers"));
}

TEST_F(Doctor, LooksWithoutAConfiguration) {
  const auto finished = look();
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.output, AllOf(HasSubstr("cannot read the configuration"), HasSubstr("there is no such file")));
}

TEST_F(Doctor, FindsASecretThatEverybodyCanRead) {
  const auto file = configure(
      "source.mk3.type = demo\nsink.s.type = webhook\nsink.s.url = http://127.0.0.1:1/\n"
      "sink.s.apiSecret.file = secret\n");
  std::filesystem::permissions(folder_.write("secret", "very-hidden"), std::filesystem::perms(0644));
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  const auto json = look({"--json"}).output;
  EXPECT_THAT(about("permissions", json), HasSubstr("warning: "));
  EXPECT_THAT(json, AllOf(HasSubstr("every user of this machine can read this secret"), Not(HasSubstr("very-hidden"))));
}

}  // namespace
}  // namespace herald::testing
