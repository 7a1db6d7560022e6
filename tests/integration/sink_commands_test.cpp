// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <latch>

#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// `heraldctl sink`, and a receiver whose status the test sets.
class SinkCommand : public DaemonTest {
 protected:
  std::string config(const Receiver& receiver) {
    return demo() + webhook("phone", receiver.url()) + "sink.phone.events = PrintStarted, PrintDone\n";
  }

  std::atomic<int> status_ = 200;
  Receiver server_{[this](const Received&) { return status_.load(); }};
};

TEST_F(SinkCommand, PausesASinkUntilItIsResumed) {
  start(webhook("phone", receiver_.url()) + "sink.phone.events = PrintStarted, PrintDone\n");
  EXPECT_THAT(ctl({"sink", "pause", "phone"}).output, HasSubstr("phone is paused"));
  reload(config(receiver_));
  daemon_->waitForLine("nothing more to report");
  EXPECT_THAT(ctl({"status"}).output, AllOf(HasSubstr("paused"), HasSubstr("2 waiting")));
  EXPECT_TRUE(receiver_.received().empty());
  EXPECT_EQ(ctl({"sink", "resume", "phone"}).code, 0);
  receiver_.waitFor(2);
}

TEST_F(SinkCommand, RetriesASinkOnHoldImmediately) {
  status_ = 401;
  start(config(server_));
  daemon_->waitForLine("on hold");
  status_ = 200;
  EXPECT_EQ(ctl({"sink", "retry", "phone"}).code, 0);
  daemon_->waitForLine("works again");
}

TEST_F(SinkCommand, DrainsASinkAndPausesIt) {
  start(config(receiver_));
  receiver_.waitFor(2);
  EXPECT_THAT(ctl({"sink", "drain", "phone"}).output, HasSubstr("drained and paused"));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("paused"));
}

TEST_F(SinkCommand, RejectsAnUnknownSinkInOneSentence) {
  start(config(receiver_));
  const auto refused = ctl({"sink", "pause", "phon"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("there is no sink `phon`"));
}

/// `heraldctl test`, with and without a running daemon.
class TestCommand : public SinkCommand {
 protected:
  std::string secretConfig() {
    folder_.write("secret", "s3cr3t-key");
    return webhook("phone", server_.url() + "hook/s3cr3t-key") +
           "sink.phone.apiSecret.file = secret\n"
           "sink.off.type = webhook\nsink.off.url = http://127.0.0.1:1/\nsink.off.enabled = false\n";
  }
};

TEST_F(TestCommand, SendsATestEventThroughTheRunningDaemon) {
  start(secretConfig());
  const auto tested = ctl({"test", "phone"});
  EXPECT_EQ(tested.code, 0) << tested.output;
  EXPECT_THAT(tested.output, AllOf(HasSubstr("delivery: POST http://"), HasSubstr("status 200"), HasSubstr(" ms\n"),
                                   HasSubstr("delivered"), Not(HasSubstr("s3cr3t-key"))));
  const auto received = server_.waitFor(1);
  EXPECT_THAT(received[0].body, AllOf(HasSubstr("\"Print Done\""), HasSubstr("example.gcode")));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("0 delivered")) << "a test is not counted";
}

TEST_F(TestCommand, SaysWhatToDoIfItFails) {
  status_ = 401;
  start(secretConfig());
  const auto tested = ctl({"test", "phone", "--event", "PrintFailed"});
  EXPECT_EQ(tested.code, 1);
  EXPECT_THAT(tested.output, AllOf(HasSubstr("status 401"), HasSubstr("hold: ")));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("healthy")) << "a failed test does not stop the sink";
}

TEST_F(TestCommand, ShowsTheTokenCallSeparately) {
  int status = 200;
  Receiver tokens([&](const Received&) {
    return status == 200 ? Reply(200, R"({"access_token": "token-abc", "expires_in": 3600})")
                         : Reply(status, R"({"error": "invalid_client"})");
  });
  const auto text = "sink.farm.type = oauth_webhook\nsink.farm.url = " + server_.url() +
                    "\nsink.farm.headers.Authorization = Bearer @access_token\nsink.farm.data = {\"a\": \"@nothing\"}" +
                    "\nsink.farm.oauth.url = " + tokens.url() +
                    "\nsink.farm.oauth.data = {\"client_secret\": \"s3cr3t\"}\n";
  configure(text);
  EXPECT_THAT(ctl({"test", "farm", "--dry-run"}).output,
              AllOf(HasSubstr("token: POST "), HasSubstr("\n\n  ***\n"), HasSubstr("delivery: POST "),
                    HasSubstr("Authorization: Bearer ***"), HasSubstr("missing, and left empty: @nothing")));
  EXPECT_TRUE(tokens.received().empty());
  for (const bool running : {false, true}) {
    status = 200;
    if (running) start(text);
    const auto good = ctl({"test", "farm"});
    EXPECT_EQ(good.code, 0) << good.output;
    EXPECT_THAT(good.output, ::testing::ContainsRegex("token: POST http[^\n]+\n  status 200, [0-9]+ ms\n"));
    EXPECT_THAT(good.output, ::testing::ContainsRegex("delivery: POST http[^\n]+\n  status 200, [0-9]+ ms\n"));
    EXPECT_THAT(good.output, AllOf(HasSubstr("\"access_token\": \"***\""), Not(HasSubstr("token-abc")),
                                   HasSubstr("missing, and left empty: @nothing\ndelivered\n")));
  }
  stop();
  status = 401;
  const auto bad = ctl({"test", "farm"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.output,
              AllOf(HasSubstr("status 401"), Not(HasSubstr("delivery:")),
                    HasSubstr("hold: the token server rejected the client (401, invalid_client): check oauth.data")));
}

TEST_F(TestCommand, ShowsTheRequestWithSecretsMasked) {
  for (const bool running : {false, true}) {
    configure(secretConfig());
    if (running) start(secretConfig());
    const auto shown = ctl({"test", "phone", "--event", "PrintDone", "--dry-run"});
    EXPECT_EQ(shown.code, 0) << shown.output;
    EXPECT_THAT(shown.output, AllOf(HasSubstr("/hook/***"), HasSubstr("\"apiSecret\": \"***\""),
                                    HasSubstr("example.gcode is done."), Not(HasSubstr("s3cr3t-key"))))
        << running;
  }
  EXPECT_TRUE(server_.received().empty());
}

TEST_F(TestCommand, SendsTheEventItselfWithoutADaemon) {
  configure(secretConfig());
  const auto tested = ctl({"test", "phone"});
  EXPECT_EQ(tested.code, 0) << tested.output;
  server_.waitFor(1);
}

TEST_F(TestCommand, DoesNotDelayAStopIfTheReceiverIsSlow) {
  std::latch inside(1), release(1);
  Receiver slow([&](const Received&) {
    inside.count_down();
    release.wait();
    return 200;
  });
  start(webhook("phone", slow.url()) + "sink.phone.timeout = 1h\nherald.stopTimeout = 60s\n");
  Process trial({heraldctl(), "test", "phone", "--config", DaemonTest::config()});
  inside.wait();
  EXPECT_EQ(stop(), 0);
  release.count_down();
  EXPECT_THAT(daemon_->wholeOutput(), Not(HasSubstr("hangs"))) << "it must have ended the trial";
  EXPECT_EQ(trial.wait(), 1);
}

TEST_F(TestCommand, RejectsASinkThatWouldNotGetTheEvent) {
  start(secretConfig());
  const std::vector<std::pair<std::vector<std::string>, std::string>> table{
      {{"test", "off"}, "the sink off is disabled"},
      {{"test", "phone", "--event", "PrintCancelled"}, "the sink phone gets no PrintCancelled"},
      {{"test", "phoen"}, "did you mean `phone`?"},
  };
  for (const auto& [command, sentence] : table) {
    const auto refused = ctl(command);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.output, HasSubstr(sentence));
  }
  EXPECT_TRUE(server_.received().empty());
}

}  // namespace
}  // namespace herald::testing
