// SPDX-License-Identifier: Apache-2.0
// Options of a sink for one event and for one device.
#include <atomic>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Variants : public DaemonTest {
 protected:
  static std::string scripts() { return "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n"; }

  void startWith(const std::string& sink) {
    auto& daemon = start(scripts() + sink);
    const auto line = daemon.waitForLine("takes requests at ");
    url_ = line.substr(line.find("http"));
  }

  /// Returns when Herald has accepted the event.
  void publish(const std::string& type, const std::string& device) {
    const auto body = R"({"type":")" + type + R"(","device":")" + device + R"("})";
    const auto sent =
        runToEnd({"curl", "-s", "-w", " %{http_code}", url_, "-H", "Content-Type: application/json", "-d", body});
    EXPECT_THAT(sent.output, HasSubstr(" 202")) << sent.output;
  }

  /// "PATH PRIORITY BODY".
  static std::string shown(const Received& request) {
    const auto priority = request.headers.find("x-priority");
    return request.path + " " + (priority == request.headers.end() ? "-" : priority->second) + " " + request.body;
  }

  std::string status() { return ctl({"status", "--json"}).output; }

  std::string url_;
};

TEST_F(Variants, TwoEventsOfTwoDevicesHaveTheirOptions) {
  startWith(webhook("phone", receiver_.url() + "plain") +
            "sink.phone.events = *\nsink.phone.data = {\"of\": \"@device\"}\nsink.phone.headers.X-Priority = low\n"
            "sink.phone.on.PrintFailed.headers.X-Priority = urgent\n"
            "sink.phone.for.mk3*.url = " +
            receiver_.url() +
            "prusa\n"
            "sink.phone.on.PrintFailed.for.mk3-1.data = {\"loud\": \"@device\"}\n");
  auto next = [this, count = std::size_t{0}](const std::string& type, const std::string& device) mutable {
    publish(type, device);
    return shown(receiver_.waitFor(++count).back());
  };
  EXPECT_EQ(next("PrintDone", "ender"), R"(/plain low {"of":"ender"})");
  EXPECT_EQ(next("PrintFailed", "ender"), R"(/plain urgent {"of":"ender"})");
  EXPECT_EQ(next("PrintDone", "MK3-2"), R"(/prusa low {"of":"MK3-2"})");
  EXPECT_EQ(next("PrintFailed", "mk3-2"), R"(/prusa urgent {"of":"mk3-2"})");
  EXPECT_EQ(next("PrintFailed", "mk3-1"), R"(/prusa urgent {"loud":"mk3-1"})");
  const auto report = status();
  EXPECT_THAT(jsonMembers(jsonAt(report, "sinks")), SizeIs(1)) << report;
  std::vector<std::string> selectors;
  for (const auto one : jsonElements(jsonAt(report, "sinks.phone.selectors"))) selectors.push_back(jsonToText(one));
  EXPECT_THAT(selectors, ElementsAre("for.mk3*", "on.PrintFailed", "on.PrintFailed.for.mk3-1"));
  EXPECT_EQ(stop(), 0);
}

TEST_F(Variants, ADryRunAndATestShowWhoseOptionsAnEventGets) {
  startWith(webhook("phone", receiver_.url()) +
            "sink.phone.events = *\nsink.phone.on.Error.headers.X-Priority = urgent\nsink.phone.for.*.method = PUT\n");
  const auto event = folder_.write("event.json", R"({"type":"Error","device":"mk3","payload":{}})").string();
  const auto rendered = ctl({"render", "--sink", "phone", "--event", event}).output;
  EXPECT_EQ(jsonAt(rendered, "0.selectors"), "\"for.*, on.Error\"") << rendered;
  EXPECT_EQ(jsonAt(rendered, "0.headers.X-Priority"), "\"urgent\"");
  EXPECT_EQ(jsonAt(rendered, "0.method"), "\"PUT\"");
  const auto dry = ctl({"test", "phone", "--event", "Error", "--dry-run"});
  EXPECT_THAT(dry.output, AllOf(HasSubstr("with the options of for.*, on.Error"), HasSubstr("X-Priority: urgent")));
  const auto real = ctl({"test", "phone", "--event", "PrintDone"});
  EXPECT_EQ(real.code, 0) << real.output;
  EXPECT_THAT(real.output, AllOf(HasSubstr("with the options of for.*\n"), Not(HasSubstr("on.Error"))));
  EXPECT_EQ(receiver_.waitFor(1).front().method, "PUT");
}

TEST_F(Variants, TheVersionsAreOneSinkThatHolds) {
  Receiver receiver([](const Received& request) { return request.path == "/refuses" ? 401 : 200; });
  startWith(webhook("phone", receiver.url()) + "sink.phone.events = *\nsink.phone.retry.hold = 10h\n" +
            "sink.phone.on.PrintFailed.url = " + receiver.url() + "refuses\n");
  publish("PrintFailed", "mk3");
  daemon_->waitForLine("(401)");
  publish("PrintDone", "ender");
  EXPECT_EQ(ctl({"test", "phone", "--event", "PrintDone"}).code, 0);
  std::vector<std::string> paths;
  for (const auto& request : receiver.received()) paths.push_back(request.path);
  EXPECT_THAT(paths, ElementsAre("/refuses", "/")) << "only the test";
  const auto report = status();
  EXPECT_EQ(jsonAt(report, "sinks.phone.state"), "\"on hold\"") << report;
  EXPECT_EQ(jsonAt(report, "sinks.phone.waiting"), "2");
}

TEST_F(Variants, AReloadOfOneVersionKeepsTheTokenOfTheSink) {
  std::atomic<int> tokens = 0;
  Receiver receiver([&](const Received& request) -> Reply {
    if (request.path != "/token") return 200;
    ++tokens;
    return {200, R"({"access_token":"t0ken","expires_in":3600})"};
  });
  const auto sink = [&](const std::string& priority) {
    return "sink.phone.type = oauth_webhook\nsink.phone.events = *\nsink.phone.url = " + receiver.url() +
           "\nsink.phone.oauth.url = " + receiver.url() +
           "token\nsink.phone.headers.Authorization = Bearer @access_token\n" +
           "sink.phone.on.PrintFailed.headers.X-Priority = " + priority + "\nsink.phone.on.PrintDone.method = PUT\n";
  };
  startWith(sink("high"));
  publish("PrintStarted", "mk3");
  publish("PrintDone", "mk3");
  publish("PrintFailed", "mk3");
  receiver.waitFor(4);
  EXPECT_THAT(reload(scripts() + sink("urgent")), HasSubstr("runs with the new configuration"));
  publish("PrintFailed", "mk3");
  EXPECT_EQ(receiver.waitFor(5).back().headers.at("x-priority"), "urgent");
  EXPECT_EQ(tokens, 1);
  EXPECT_EQ(stop(), 0);
}

TEST_F(Variants, NoSecretOfAVersionIsPrinted) {
  Receiver echo([](const Received& request) {
    std::string all;
    for (const auto& [name, value] : request.headers) all += name + ": " + value + "\n";
    return Reply{400, all + request.body};
  });
  folder_.write("secret", "secret-of-a-file-77\n");
  startWith(webhook("phone", echo.url()) +
            "sink.phone.events = *\nsink.phone.auth.bearer = secret-of-all-11\n"
            "sink.phone.on.PrintDone.auth.bearer = secret-of-done-22\n"
            "sink.phone.on.Error.headers.Authorization = Bearer secret-of-header-33\n"
            "sink.phone.on.PrintFailed.apiSecret.file = secret\n"
            "sink.phone.on.PrintFailed.data = {\"key\": \"@apiSecret\"}\n");
  std::string printed;
  for (const auto* type : {"PrintStarted", "PrintDone", "Error", "PrintFailed"}) {
    printed += ctl({"test", "phone", "--event", type}).output;
    printed += ctl({"test", "phone", "--event", type, "--dry-run"}).output;
    publish(type, std::string("device-of-") + type);
  }
  echo.waitFor(8);
  EXPECT_EQ(stop(), 0);
  std::string sent;
  for (const auto& request : echo.received()) sent += request.body + request.headers.at("authorization");
  for (const auto* secret : {"secret-of-all-11", "secret-of-done-22", "secret-of-header-33", "secret-of-a-file-77"}) {
    EXPECT_THAT(sent, HasSubstr(secret));
    EXPECT_THAT(printed + daemon_->output(), Not(HasSubstr(secret)));
  }
  EXPECT_THAT(printed, HasSubstr("***"));
}

}  // namespace
}  // namespace herald::testing
