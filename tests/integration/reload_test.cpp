// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <map>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using Reload = DaemonTest;

TEST_F(Reload, ABadNewConfigurationChangesNothingAndSaysWhy) {
  auto& daemon = start(busyDemo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  configure(busyDemo() + webhook("phone", receiver_.url()) + "sink.phone.retrys = 3\n");
  daemon.signal(SIGHUP);
  EXPECT_THAT(daemon.waitForLine("sink.phone.retrys"), ::testing::HasSubstr("herald.properties:7"));
  daemon.waitForLine("runs on with the old one");
  const auto before = receiver_.received().size();
  receiver_.waitFor(before + 4);
  EXPECT_EQ(stop(), 0);
}

TEST_F(Reload, BadLoggingSettingsChangeNothingEither) {
  Receiver second;
  start(busyDemo() + webhook("phone", receiver_.url()));
  EXPECT_THAT(reload(busyDemo() + webhook("second", second.url()) + "logging.channels.c.class = NoSuchChannel\n"),
              ::testing::HasSubstr("did not take over"));
  receiver_.waitFor(receiver_.received().size() + 4);
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(second.received().empty());
}

TEST_F(Reload, ANewSinkGetsTheNextEvents) {
  Receiver second;
  start(busyDemo() + webhook("phone", receiver_.url()));
  receiver_.waitFor(1);
  EXPECT_THAT(reload(busyDemo() + webhook("phone", receiver_.url()) + webhook("second", second.url())),
              ::testing::HasSubstr("runs with the new configuration"));
  second.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
}

/// `heraldctl reload`, as the systemd unit runs it.
class ReloadCommand : public DaemonTest {
 protected:
  Finished execReload() {
    const auto unit = readFile(HERALD_SOURCE "/etc/systemd/herald.service");
    const std::string key = "ExecReload=/usr/bin/heraldctl ", file = "/etc/herald/herald.properties";
    const auto begin = unit.find(key) + key.size(), end = unit.find('\n', begin);
    std::istringstream words(unit.substr(begin, end - begin));
    std::vector<std::string> command{heraldctl()};
    for (std::string word; words >> word;) command.push_back(word == file ? config() : word);
    return runToEnd(command);
  }
};

TEST_F(ReloadCommand, WaitsUntilTheDaemonHasTakenOverTheConfiguration) {
  Receiver second;
  start(webhook("phone", receiver_.url()));
  configure(webhook("phone", receiver_.url()) + webhook("second", second.url()));
  const auto reloaded = execReload();
  EXPECT_EQ(reloaded.code, 0) << reloaded.output;
  EXPECT_THAT(reloaded.output, ::testing::HasSubstr("runs with the new configuration"));
  EXPECT_EQ(ctl({"test", "second"}).code, 0);
  EXPECT_EQ(second.received().size(), 1u);
}

TEST_F(ReloadCommand, FailsWithTheReasonIfTheDaemonRefuses) {
  start(webhook("phone", receiver_.url()));
  for (const auto* bad : {"sink.phone.retrys = 3\n", "no equals sign\n", "sink.phone.apiSecret.file = gone\n"}) {
    configure(webhook("phone", receiver_.url()) + bad);
    const auto refused = execReload();
    EXPECT_EQ(refused.code, 78) << refused.output;
    EXPECT_THAT(refused.output, ::testing::AllOf(::testing::HasSubstr("herald.properties:4: "),
                                                 ::testing::HasSubstr("it runs on with the old one")));
  }
  configure(webhook("phone", receiver_.url()));
  EXPECT_EQ(execReload().code, 0);
  stop();
  EXPECT_EQ(execReload().code, 1) << "no daemon runs";
}

TEST_F(ReloadCommand, WorksAfterTheSocketWasReplaced) {
  start(webhook("phone", receiver_.url()));
  std::filesystem::remove_all(folder_.path() / "data");
  daemon_->signal(SIGHUP);
  daemon_->waitForLine("new configuration");
  configure("admin.listen = 127.0.0.1:0\n" + webhook("phone", receiver_.url()));
  EXPECT_EQ(execReload().code, 0);
}

/// The numbers of the events that a sink received.
std::vector<long> numbers(const std::vector<Received>& requests) {
  std::vector<long> all;
  for (const auto& request : requests) all.push_back(std::stol(jsonToText(jsonAt(request.body, "number"))));
  return all;
}

TEST_F(Reload, UnderLoadNothingIsLostOrSentTwice) {
  const std::string goods = HERALD_BUILD "/tests/bad_plugins/good";
  const std::string common =
      "herald.plugins = " + goods +
      "\nsource.counter.type = good_source\nsource.counter.events = 100000\nsource.counter.pace = 2ms\n" +
      webhook("kept", receiver_.url()) + "sink.kept.events = *\nsink.kept.data = {\"number\": \"@number\"}\n";
  Receiver changing;
  const auto config = [&](int round) {
    return common + webhook("changing", changing.url()) +
           "sink.changing.events = *\nsink.changing.data = {\"number\": \"@number\"}\n" +
           "sink.changing.message.Count = round " + std::to_string(round) + "\n";
  };
  auto& daemon = start(config(0));
  for (int round = 1; round <= 10; ++round) {
    receiver_.waitFor(receiver_.received().size() + 20);
    ASSERT_THAT(reload(config(round)), ::testing::HasSubstr("runs with the new configuration"));
  }
  EXPECT_EQ(stop(), 0) << daemon.output();
  for (Receiver* receiver : {&receiver_, &changing}) {
    const auto seen = numbers(receiver->received());
    std::vector<long> expected(seen.size());
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<long>(i) + 1;
    EXPECT_EQ(seen, expected);
  }
  EXPECT_EQ(numbers(receiver_.received()).size(), numbers(changing.received()).size());
}

}  // namespace
}  // namespace herald::testing
