// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/StreamCopier.h>

#include <chrono>

#include "harness/daemon_fixture.h"
#include "harness/patience.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// The answer of the admin port to a monitor.
struct Page {
  int status = 0;
  std::string body{};
};

Page get(const std::string& address, const std::string& path) {
  Poco::Net::HTTPClientSession session{Poco::Net::SocketAddress(address)};
  Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
  request.setHost(address);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  Page page;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), page.body);
  page.status = response.getStatus();
  return page;
}

class Status : public DaemonTest {
 protected:
  /// Starts heraldd with a port for monitors. Returns its address.
  std::string startWithPort(const std::string& text) {
    configure("admin.listen = 127.0.0.1:0\n" + text);
    daemon_.reset();  // one that still runs has the data folder
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
    const auto line = daemon_->waitForLine("/metrics are at http://");
    daemon_->waitForLine("runs with");
    return line.substr(line.rfind('/') + 1);
  }
};

TEST_F(Status, HeraldctlShowsTheCountsOfTheDaemon) {
  start(demo() + webhook("phone", receiver_.url()));
  receiver_.waitFor(2);
  daemon_->waitForLine("nothing more to report");
  const auto shown = ctl({"status"});
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_THAT(shown.output,
              AllOf(HasSubstr("events accepted"), ContainsRegex("mk3 +done"),
                    ContainsRegex("phone +healthy +[0-9]+ accepted, [0-9]+ delivered.* 95 %: attempts within")));
  const auto json = ctl({"status", "--json"}).output;
  EXPECT_EQ(jsonAt(json, "sinks.phone.state"), "\"healthy\"");
  EXPECT_NE(jsonAt(json, "accepted"), "0");
}

TEST_F(Status, HeraldctlShowsThePrintersByTheirLastEvents) {
  start(demo("source.mk3.tags = room2\n") + "source.door.type = http\nsource.door.listen = 127.0.0.1:0\n" +
        "source.door.token = t0ken\n");
  daemon_->waitForLine("nothing more to report");
  const auto shown = ctl({"printers"});
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_THAT(shown.output,
              ContainsRegex("mk3 +Operational +[^ ]+\\.gcode +100 % +- +PrintDone [0-9]+ s ago +room2\n"));
  EXPECT_THAT(shown.output, HasSubstr("2 printers"));
  EXPECT_THAT(ctl({"printers", "--tag", "room2"}).output, HasSubstr("1 printer\n"));
  const auto printers = ctl({"printers", "--json"}).output;
  EXPECT_EQ(jsonAt(printers, "mk3.lastEvent"), "\"PrintDone\"");
  const auto socket = (folder_.path() / "data" / "herald.sock").string();
  const auto metrics = runToEnd({"curl", "-s", "--unix-socket", socket, "http://localhost/metrics"}).output;
  EXPECT_THAT(metrics,
              AllOf(HasSubstr("herald_printer_percent{device=\"mk3\",source=\"mk3\"} 100\n"),
                    HasSubstr("herald_printer_printing{device=\"mk3\",source=\"mk3\"} 0\n"),
                    HasSubstr("herald_printer_state{device=\"mk3\",source=\"mk3\",state=\"Operational\"} 1\n")));
}

TEST_F(Status, APrinterWithANewNameHasTheOldOneNoLonger) {
  start(demo());
  daemon_->waitForLine("nothing more to report");
  reload(demo("source.mk3.name = Prusa MK3\n"));
  daemon_->waitForLine("nothing more to report");
  EXPECT_THAT(ctl({"printers"}).output, AllOf(HasSubstr("\nPrusa MK3 "), HasSubstr("\n1 printer\n")));
}

TEST_F(Status, SelectsByTagAndByTrouble) {
  start(
      "source.mk3.type = octoprint\nsource.mk3.url = http://127.0.0.1:1\nsource.mk3.apiKey = k\n"
      "source.mk3.tags = room1\nsource.mk4.type = demo\nsource.mk4.tags = room2\n" +
      webhook("phone", receiver_.url()));
  auto failing = ctl({"status", "--failing"});
  for (const auto end = std::chrono::steady_clock::now() + kPatience;
       failing.code == 0 && std::chrono::steady_clock::now() < end;) {
    failing = ctl({"status", "--failing"});  // until the source has failed to connect
  }
  EXPECT_EQ(failing.code, 1);
  EXPECT_THAT(failing.output, AllOf(ContainsRegex("\nneeds you\n +[0-9]+ s +source mk3 is waiting: "),
                                    HasSubstr("  mk3  waiting"), Not(HasSubstr("mk4")), Not(HasSubstr("phone"))));
  const auto room2 = ctl({"status", "--tag", "room2"});
  EXPECT_EQ(room2.code, 0) << room2.output;
  EXPECT_THAT(room2.output, AllOf(HasSubstr("  mk4 "), Not(HasSubstr("mk3"))));
  for (const auto* verb : {"status", "printers"}) {
    const auto unknown = ctl({verb, "--tag", "rom2"});
    EXPECT_EQ(unknown.code, 1);
    EXPECT_THAT(unknown.output, HasSubstr("no source has the tag `rom2`, did you mean `room2`?"));
  }
}

TEST_F(Status, IsShownAgainAndAgainWhileItIsWatched) {
  start(webhook("phone", receiver_.url()));
  Process watching({heraldctl(), "status", "--watch", "--config", config()});
  watching.waitForLine("has run for");
  watching.waitForLine("has run for");
  stop();
  watching.waitForLine("no daemon runs");
  watching.signal(SIGINT);
  EXPECT_EQ(watching.wait(), 128 + SIGINT);
}

TEST_F(Status, NamesASinkThatIsNotThere) {
  start(webhook("phone", receiver_.url()));
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"dead", "ls", "--sink", "phoen"},
                                             {"dead", "replay", "--sink", "phoen"},
                                             {"dead", "purge", "--sink", "phoen"},
                                             {"queue", "show", "phoen"},
                                             {"queue", "purge", "phoen"},
                                             {"queue", "move", "phoen", "phone"},
                                             {"sink", "pause", "phoen"},
                                             {"sink", "drain", "phoen"},
                                             {"test", "phoen"}}) {
    const auto refused = ctl(verb);
    EXPECT_EQ(refused.code, 1) << verb[1];
    EXPECT_THAT(refused.output, HasSubstr("there is no sink `phoen`, did you mean `phone`?")) << verb[1];
  }
}

TEST_F(Status, HeraldctlEscapesWhatOthersWrote) {
  Receiver rude([](const Received&) { return Reply(400, "no\x1b[2J \xe2\x80\xae\x9b"); });
  start(demo() + webhook("phone", rude.url()) + "sink.phone.events = PrintDone\n");
  daemon_->waitForLine("is a dead letter");
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"dead", "ls"}, {"dead", "show", "1"}, {"test", "phone"}, {"status"}}) {
    const auto shown = ctl(verb).output;
    for (const auto* bad : {"\x1b", "\xe2\x80\xae", "\x9b"}) EXPECT_THAT(shown, Not(HasSubstr(bad))) << verb[0];
  }
  EXPECT_THAT(ctl({"test", "phone"}).output, HasSubstr("\\u001B[2J"));
}

TEST_F(Status, HeraldctlListsThePluginsThatTheDaemonRuns) {
  configure(demo());
  EXPECT_THAT(ctl({"plugins"}).output,
              AllOf(HasSubstr("no daemon runs"), HasSubstr("  loaded\n  offers     source demo")));
  start(demo());
  EXPECT_THAT(ctl({"plugins"}).output,
              AllOf(HasSubstr("  running\n  offers     source demo"), Not(HasSubstr("no daemon"))));
}

TEST_F(Status, WithoutADaemonHeraldctlSaysSo) {
  configure(demo() + webhook("phone", receiver_.url()));
  const auto shown = ctl({"status"});
  EXPECT_EQ(shown.code, 1);
  EXPECT_THAT(shown.output, HasSubstr("no daemon runs with the data folder"));
}

TEST_F(Status, ThePortServesMonitors) {
  const auto address = startWithPort(demo() + webhook("phone", receiver_.url()));
  EXPECT_EQ(get(address, "/healthz").status, 200);
  const auto metrics = get(address, "/metrics");
  EXPECT_EQ(metrics.status, 200);
  for (const auto* name : {"sink_accepted", "returned", "delivered", "retried", "dead", "moved"}) {
    EXPECT_THAT(metrics.body, HasSubstr("herald_" + std::string(name) + "_total{sink=\"phone\"}"));
  }
}

TEST_F(Status, ARejectedReloadIsAProblem) {
  const auto address = startWithPort(webhook("phone", receiver_.url()));
  EXPECT_EQ(get(address, "/readyz").status, 200);
  reload("admin.listen = " + address + "\nsink.phone.type = webhok\n");
  const auto refused = get(address, "/readyz");
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("on disk: run `heraldctl status`"), Not(HasSubstr("webhok"))));
  EXPECT_THAT(ctl({"status"}).output, ContainsRegex("did you[ \n]+mean `webhook`"));
  EXPECT_EQ(ctl({"status"}).code, 1);
}

TEST_F(Status, APortInUseDoesNotStopDeliveries) {
  const auto taken = receiver_.url().substr(receiver_.url().find("//") + 2);
  configure("admin.listen = " + taken.substr(0, taken.find('/')) + "\n" + demo() + webhook("phone", receiver_.url()));
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
  daemon_->waitForLine("nothing answers at admin.listen");
  receiver_.waitFor(1);
}

TEST_F(Status, ABadAddressIsRejected) {
  configure("admin.listen = everywhere\n" + demo());
  const auto finished = runToEnd({heraldd(), "--config", config()});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.output,
              HasSubstr("herald.properties:2: admin.listen: `everywhere` is not an address with a port"));
}

}  // namespace
}  // namespace herald::testing
