// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "harness/daemon_fixture.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kRoute = "route.r.to = phone\nsink.phone.data = {\"at\": \"@eventType @{reminder|-} @{n|-}\"}\n";
const std::string kAgain = "transform.again.type = remind\ntransform.again.every = 1s\nroute.r.transforms = again\n";
const std::string kLasting =  // time enough to publish what cancels it
    "transform.lasting.type = delay\ntransform.lasting.events = Lost\ntransform.lasting.for = 10s\n"
    "transform.lasting.unless = Back\ntransform.lasting.both = true\nroute.r.transforms = lasting\n";

/// A daemon with the http source, whose transforms know the time.
class TimersTest : public DaemonTest {
 protected:
  void startWith(const std::string& transforms) {
    auto& daemon = start("source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n" +
                         webhook("phone", receiver_.url()) + kRoute + transforms);
    const auto line = daemon.waitForLine("takes requests at ");
    url_ = line.substr(line.find("http"));
  }

  void publish(const std::string& type, int n = 0) {
    const auto body = R"({"type":")" + type + R"(","device":"mk3","payload":{"n":)" + std::to_string(n) + "}}";
    const auto answer = runToEnd(
        {"curl", "-s", "-w", "%{http_code}", url_, "-H", "Content-Type: application/json", "--data-binary", body});
    ASSERT_THAT(answer.output, HasSubstr("202"));
  }

  std::string render(const std::string& transforms, const std::string& type) {
    configure(webhook("phone", receiver_.url()) + kRoute + transforms);
    const auto event = folder_.write("event.json", R"({"type": ")" + type + "\"}").string();
    const auto shown = ctl({"render", "--sink", "phone", "--event", event});
    EXPECT_EQ(shown.code, 0) << shown.output;
    return shown.output;
  }

  std::string url_;
};

TEST_F(TimersTest, AReminderComesUntilAnotherEventEndsItAndARestartContinues) {
  startWith(kAgain);
  publish("UserActionNeeded");
  receiver_.waitForBody("UserActionNeeded 0");
  EXPECT_THAT(ctl({"status"}).output, ContainsRegex("timers\n +r.1.again +1 waiting, the next in [01] s"));
  receiver_.waitForBody("UserActionNeeded 1");
  daemon_->signal(SIGKILL);
  daemon_->wait();
  startWith(kAgain);
  receiver_.waitForBody("UserActionNeeded 2");
  publish("PrintResumed");
  receiver_.waitForBody("PrintResumed");
  EXPECT_THAT(ctl({"status"}).output, Not(HasSubstr("timers")));
  EXPECT_EQ(stop(), 0);
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& request : receiver_.received()) ids[request.body].insert(request.headers.at("webhook-id"));
  for (const auto& [body, its] : ids) EXPECT_EQ(its.size(), 1u) << body;
}

TEST_F(TimersTest, AnEventThatIsCancelledNeverArrives) {
  startWith(kLasting);
  publish("Lost", 1);
  publish("Back");
  publish("Lost", 2);
  daemon_->signal(SIGKILL);
  daemon_->wait();
  startWith(kLasting);
  receiver_.waitForBody("Lost");
  EXPECT_EQ(stop(), 0);
  std::set<std::string> bodies;
  for (const auto& request : receiver_.received()) bodies.insert(textAt(request.body, "at"));
  EXPECT_THAT(bodies, ElementsAre("Lost - 2"));
}

TEST_F(TimersTest, AReloadWithOtherOptionsKeepsWhatWaits) {
  const auto both =
      "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n" + webhook("phone", receiver_.url()) + kRoute;
  startWith(kAgain + "transform.again.most = 5\n");
  publish("UserActionNeeded");
  receiver_.waitForBody("UserActionNeeded 1");
  EXPECT_THAT(reload(both + kAgain + "transform.again.most = 6\n"), HasSubstr("new configuration"));
  receiver_.waitForBody("UserActionNeeded 2");
  EXPECT_THAT(reload(both), HasSubstr("new configuration"));
  EXPECT_THAT(ctl({"status"}).output, Not(HasSubstr("timers")));
  EXPECT_EQ(stop(), 0);
}

TEST_F(TimersTest, RenderShowsWhatATransformSendsLater) {
  EXPECT_THAT(render(kAgain, "UserActionNeeded"),
              AllOf(HasSubstr("UserActionNeeded 0"), HasSubstr("UserActionNeeded 1")));
  EXPECT_THAT(render(kLasting, "Lost"), HasSubstr("Lost - -"));
}

}  // namespace
}  // namespace herald::testing
