// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/StreamCopier.h>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

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
  EXPECT_THAT(refused.body, HasSubstr("did you mean `webhook`?"));
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
