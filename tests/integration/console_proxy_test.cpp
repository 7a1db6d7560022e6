// SPDX-License-Identifier: Apache-2.0
// The console of a running heraldd below a path of a real proxy, with the configurations of docs/console.md.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>

#include "browser.h"
#include "harness/daemon_fixture.h"
#include "harness/markdown.h"
#include "harness/ports.h"
#include "harness/unpacked.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::HasSubstr;

class ConsoleProxy : public DaemonTest {
 protected:
  void startHerald(const std::string& more = {}) {
    start("admin.listen = 127.0.0.1:" + std::to_string(port_) + "\nsource.door.type = http\nsource.door.listen = " +
          "127.0.0.1:" + std::to_string(events_) + "\nconsole.names = printers.example\n" + more);
  }

  /// The example of the documentation below this line, for the port of this daemon.
  std::string example(const std::string& heading, const std::string& language) const {
    auto text = codeBelow(pageText("docs/console.md"), heading, language);
    const std::string usual = "127.0.0.1:8484";
    const auto at = text.find(usual);
    if (at == text.npos) throw std::runtime_error("the example does not name " + usual);
    return text.replace(at, usual.size(), "127.0.0.1:" + std::to_string(port_));
  }

  Browser loggedIn(const std::string& folder) {
    Browser browser(front_, folder);
    const auto body = JsonObject().add("link", linkIn(ctl({"console"}).output)).add("path", folder).text();
    const auto login = browser.ask("POST", "api/v1/session", body, {{"Origin", "http://printers.example"}});
    EXPECT_EQ(login.status, 204) << login.body;
    const auto cookie = login.head.get("Set-Cookie", "");
    EXPECT_THAT(cookie, HasSubstr("; Path=" + folder + ";"));
    browser.setCookie(cookie.substr(0, cookie.find(';')));
    return browser;
  }

  void publish(const std::string& device) const {
    const auto event = JsonObject().add("type", "DoorOpen").add("device", device).text();
    Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(events_));
    Poco::Net::HTTPRequest request("POST", "/events", "HTTP/1.1");
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(event.size()));
    session.sendRequest(request) << event;
    Poco::Net::HTTPResponse answer;
    session.receiveResponse(answer);
    EXPECT_EQ(answer.getStatus(), 202);
  }

  /// The first event that a live page gets. It happens only when the page is open, and no other one follows: a proxy
  /// that holds it back sends nothing.
  std::string liveEvent(const Browser& browser, const std::string& folder) const {
    Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(front_));
    Poco::Net::HTTPRequest request("GET", folder + "api/v1/live?only=event", "HTTP/1.1");
    request.setHost("localhost");
    request.set("Cookie", browser.cookie());
    session.sendRequest(request);
    Poco::Net::HTTPResponse head;
    auto& body = session.receiveResponse(head);
    std::string line;
    std::getline(body, line);
    EXPECT_EQ(line, ": live");
    publish("garage");
    while (std::getline(body, line) && !line.starts_with("data:")) continue;
    return line;
  }

  /// Pages, login, reads, the header of a change, and the live page.
  void expectTheConsoleAt(const std::string& folder) {
    SCOPED_TRACE(folder);
    const Browser stranger(front_, folder);
    EXPECT_THAT(stranger.get("").body, HasSubstr("<title>Herald</title>"));
    EXPECT_EQ(stranger.get("main.js").status, 200);
    const auto browser = loggedIn(folder);
    EXPECT_EQ(browser.get("api/v1/overview").status, 200);
    EXPECT_THAT(liveEvent(browser, folder), HasSubstr("\"device\":\"garage\""));
    EXPECT_EQ(browser.ask("DELETE", "api/v1/session", {}, {{"Herald-Change", "0"}}).status, 403);
    EXPECT_EQ(browser.ask("DELETE", "api/v1/session").status, 204);
    EXPECT_EQ(browser.get("api/v1/overview").status, 401);
  }

  const int port_ = freePort(), front_ = freePort(), events_ = freePort();
};

TEST_F(ConsoleProxy, WorksBelowAPathOfNginx) {
  startHerald("console.path = /kept\n");
  folder_.write("nginx.conf",
                "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp {\n  access_log off;\n"
                "  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path f;\n"
                "  uwsgi_temp_path u;\n  scgi_temp_path s;\n  server {\n    listen 127.0.0.1:" +
                    std::to_string(front_) + ";\n" + example("**Behind nginx**, at a path beside OctoPrint:", "nginx") +
                    "    location /kept { proxy_http_version 1.1; proxy_pass http://127.0.0.1:" +
                    std::to_string(port_) + "; }\n  }\n}\n");
  const Process nginx({"/usr/sbin/nginx", "-p", folder_.path().string(), "-c", "nginx.conf", "-e", "stderr"});
  waitUntilListening(front_);
  expectTheConsoleAt("/herald/");
  expectTheConsoleAt("/kept/");
  EXPECT_EQ(Browser(front_, "/").get("kept").head.get("Location"), "/kept/");
}

// The frame is that of OctoPi.
TEST_F(ConsoleProxy, WorksBelowAPathOfHaproxy) {
  startHerald();
  auto text = example("**Behind haproxy**, as on OctoPi:", "haproxy");
  const std::string frontend = "frontend public\n";
  ASSERT_TRUE(text.starts_with(frontend)) << text;
  text.insert(frontend.size(), "    bind 127.0.0.1:" + std::to_string(front_) + "\n");
  const auto file = folder_.write("haproxy.cfg",
                                  "defaults\n    mode http\n    option http-server-close\n    option forwardfor\n"
                                  "    timeout connect 5s\n    timeout client 15min\n    timeout server 15min\n" +
                                      text);
  const Process haproxy({unpacked("haproxy") + "/usr/sbin/haproxy", "-db", "-f", file.string()});
  waitUntilListening(front_);
  expectTheConsoleAt("/herald/");
}

}  // namespace
}  // namespace herald::testing
