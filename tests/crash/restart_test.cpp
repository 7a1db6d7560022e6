// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <fstream>
#include <set>
#include <string>

#include "crash/crash_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class RestartTest : public CrashTest {
 protected:
  int deadLettersOnDisk() const {
    SQLite::Database file((folder_.path() / "data/outbox.db").string(), SQLite::OPEN_READONLY, 5000);
    return file.execAndGet("SELECT count(*) FROM delivery WHERE ended IS NOT NULL").getInt();
  }

  std::atomic<bool> back_ = false;
  Receiver away_{[this](const Received&) { return back_ ? 200 : 503; }};
};

TEST_F(RestartTest, WaitingDeliveriesSurviveARestart) {
  start(demo() + webhook("phone", away_.url()) + "sink.phone.events = PrintStarted, PrintDone\n");
  daemon_->waitForLine("nothing more to report");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              HasSubstr("2 deliveries were not done when Herald stopped; they wait for the next start"));
  const auto attempts = away_.received().size();
  ASSERT_GT(attempts, 0u);
  const auto id = away_.received()[0].headers.at("webhook-id");
  back_ = true;
  start(webhook("phone", away_.url()));
  const auto received = away_.waitFor(attempts + 2);
  EXPECT_THAT(received[attempts].body, HasSubstr("Print Started"));
  EXPECT_EQ(received[attempts].headers.at("webhook-id"), id);
  EXPECT_THAT(received[attempts + 1].body, HasSubstr("Print Done"));
  EXPECT_EQ(stop(), 0);
  start(webhook("phone", away_.url()));
  EXPECT_THAT(ctl({"queue", "ls"}).output, Not(HasSubstr("phone")));
}

TEST_F(RestartTest, DeliveriesInMemoryAreReportedAsLost) {
  start("outbox.type = memory\n" + demo() + webhook("phone", away_.url()) + "sink.phone.events = PrintDone\n");
  daemon_->waitForLine("nothing more to report");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), HasSubstr("1 delivery was not done when Herald stopped and is lost"));
}

TEST_F(RestartTest, ProgressInMemoryIsReportedAsLost) {
  start("outbox.progress = memory\n" + demo() + webhook("phone", away_.url()) +
        "sink.phone.events = PrintStarted, PrintDone, PrintProgress\nsink.phone.progress = 50%\n");
  daemon_->waitForLine("nothing more to report");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              ContainsRegex("deliveries were not done when Herald stopped: 2 wait for the next start, "
                            "[1-9] (was in memory only and is|were in memory only and are) lost"));
}

TEST_F(RestartTest, ANewerOutboxIsRejectedInOneSentence) {
  start(webhook("phone", away_.url()));
  EXPECT_EQ(stop(), 0);
  const auto file = (folder_.path() / "data" / "outbox.db").string();
  // The version stands in the file twice: 0x48650063 is "He" and 99.
  const auto set = runToEnd({"sqlite3", file, "PRAGMA user_version = 99; PRAGMA application_id = 0x48650063"});
  ASSERT_EQ(set.code, 0) << set.output;
  const auto refused = runToEnd({heraldd(), "--config", config()});
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.output,
              AllOf(HasSubstr("outbox.db was written by a newer Herald"), HasSubstr("move the file away")));
}

TEST_F(RestartTest, ADamagedOutboxIsSetAsideAndTheDaemonStarts) {
  start(webhook("phone", away_.url()));
  EXPECT_EQ(stop(), 0);
  folder_.write("data/outbox.db", std::string(10000, 'x'));
  auto& daemon = start(webhook("phone", away_.url()));
  EXPECT_THAT(daemon.output(), HasSubstr("outbox.db.damaged-"));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("phone  healthy"));
}

TEST_F(RestartTest, DamageIsAProblemUntilItIsAcknowledged) {
  start(webhook("phone", away_.url()));
  EXPECT_EQ(stop(), 0);
  folder_.write("data/outbox.db", std::string(10000, 'x'));
  start(webhook("phone", away_.url()));
  EXPECT_EQ(stop(), 0);
  start(webhook("phone", away_.url()));
  const auto status = ctl({"status", "--json"});
  EXPECT_EQ(status.code, 1);
  EXPECT_THAT(status.output,
              AllOf(HasSubstr("outbox.db was damaged"), HasSubstr("run `heraldctl outbox acknowledge`")));
  EXPECT_THAT(ctl({"outbox", "acknowledge"}).output, HasSubstr("acknowledged: "));
  EXPECT_EQ(ctl({"status"}).code, 0);
  daemon_->signal(SIGKILL);
  daemon_->wait();
  start(webhook("phone", away_.url()));
  EXPECT_EQ(ctl({"status"}).code, 0);
  EXPECT_THAT(ctl({"outbox", "acknowledge"}).output, HasSubstr("there is no damage to acknowledge"));
}

TEST_F(RestartTest, AMissingLogIsSaid) {
  start(setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 20) std::this_thread::yield();
  publisher.stop();
  daemon_->signal(SIGKILL);
  daemon_->wait();
  ASSERT_TRUE(fs::remove(folder_.path() / "data/outbox.db-wal"));
  auto& daemon = start(setup(away_.url()));
  EXPECT_THAT(daemon.output(),
              ContainsRegex("outbox.db has less than when Herald used it last.*up to [0-9]+ deliveries"));
  EXPECT_EQ(ctl({"status"}).code, 1);
}

/// Three bytes at the beginning of the file, and a version that no Herald has.
TEST_F(RestartTest, ADamagedHeaderCostsNothing) {
  start(setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 20) std::this_thread::yield();
  const auto accepted = publisher.stop();
  EXPECT_EQ(stop(), 0);
  std::fstream file(folder_.path() / "data/outbox.db", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1);
  file << "\x7f\x7f\x7f";
  file.seekp(60);
  file << "\x7f";
  file.close();
  back_ = true;
  start(setup(away_.url()));
  away_.waitForBody("\"n\":" + std::to_string(accepted) + "}");
  std::set<std::string> arrived;
  for (const auto& request : away_.received()) arrived.insert(request.body);
  EXPECT_EQ(arrived.size(), static_cast<std::size_t>(accepted));
}

TEST_F(RestartTest, ADamagedDeliveryIsNamed) {
  start(setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 3) std::this_thread::yield();
  const auto accepted = publisher.stop();
  EXPECT_EQ(stop(), 0);
  const auto name = (folder_.path() / "data/outbox.db").string();
  ASSERT_EQ(runToEnd({"sqlite3", name, "UPDATE delivery SET payload = '{}' WHERE sequence = 2"}).code, 0);
  back_ = true;
  start(setup(away_.url()));
  away_.waitForBody("\"n\":" + std::to_string(accepted) + "}");
  EXPECT_THAT(daemon_->output(),
              ContainsRegex("delivery 2, Tick of mk3 for the sink phone \\(event [-0-9a-f]+\\) was damaged on disk"));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("1 delivery is lost, damaged or unreadable on disk: the log names it"));
}

TEST_F(RestartTest, ARowThatTheDiskHasChangedIsNeverSent) {
  start(setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 30) std::this_thread::yield();
  const auto accepted = static_cast<std::size_t>(publisher.stop());
  EXPECT_EQ(stop(), 0);
  std::size_t changed = 0;
  {
    SQLite::Database file((folder_.path() / "data/outbox.db").string(), SQLite::OPEN_READWRITE, 5000);
    const auto change = R"(UPDATE delivery SET payload = replace(payload, '"n":', '"n":999') WHERE sequence % 3 = 0)";
    changed = static_cast<std::size_t>(file.exec(change));
  }
  ASSERT_GT(changed, 5u);
  const auto attempts = away_.received().size();
  back_ = true;
  start(setup(away_.url()));
  for (const auto& request : away_.waitFor(attempts + accepted - changed))
    EXPECT_THAT(request.body, Not(HasSubstr("999")));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(away_.received().size(), attempts + accepted - changed);
  start(setup(away_.url()));
  EXPECT_THAT(ctl({"queue", "ls"}).output, Not(HasSubstr("phone"))) << "what was changed is gone";
}

/// By the plugin that crashes: a plain sink, and an asynchronous one before and after begin() has returned.
class CrashingSinkTest : public RestartTest, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Of, CrashingSinkTest,
                         ::testing::Values("crashes_in_deliver", "crashes_in_begin", "crashes_after_begin"),
                         [](const auto& one) { return one.param; });

/// The sink crashes the process at each delivery, and all deliveries wait in one line.
TEST_P(CrashingSinkTest, ADeliveryThatCrashesHeraldThreeTimesIsSetAside) {
  start(setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 3) std::this_thread::yield();
  publisher.stop();
  EXPECT_EQ(stop(), 0);
  configure(install("tests/bad_plugins/misbehaving/misbehaving.so") + "sink.phone.type = " + GetParam() +
            "\nsink.phone.events = *\n");
  std::string said;
  for (int letters = 1; letters <= 2; ++letters) {
    for (int life = 1; deadLettersOnDisk() < letters; ++life) {
      ASSERT_LE(life, 4) << "after three crashes, Herald must set the delivery aside";
      Process daemon({heraldd(), "--config", config()});
      EXPECT_EQ(daemon.wait(), 128 + SIGABRT);
      said += daemon.wholeOutput();
    }
  }
  EXPECT_THAT(said, HasSubstr("Tick of mk3 for the sink phone is a dead letter: Herald ended 3 times in a row"));
}

}  // namespace
}  // namespace herald::testing
