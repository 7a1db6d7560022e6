// SPDX-License-Identifier: Apache-2.0
// Who gets in to the console of a running heraldd: by a link, by the password, over TLS.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/StreamCopier.h>

#include "browser.h"
#include "harness/daemon_fixture.h"
#include "harness/ports.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Console : public DaemonTest {
 protected:
  /// Starts heraldd with a port. Returns the port.
  int startAt(int port, const std::string& more = {}) {
    start(options_ = "admin.listen = 127.0.0.1:" + std::to_string(port) + "\n" + demo() + more);
    return port;
  }

  std::string link() { return linkIn(ctl({"console"}).output); }

  /// What `heraldctl console --lan` prints if this is typed.
  Finished openToLan(const std::string& password) {
    return runToEnd(
        {"sh", "-c", "printf '%s\\n' \"$0\" | \"$1\" console --lan --config \"$2\"", password, heraldctl(), config()});
  }

  void makeCertificate(const std::string& name) {
    const auto request = folder_.write(
        "request.conf", "[req]\ndistinguished_name=name\nx509_extensions=own\nprompt=no\n[name]\nCN=" + name +
                            "\n[own]\nsubjectAltName=DNS:localhost\nbasicConstraints=CA:true\n");
    const auto made = runToEnd({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config",
                                request.string(), "-keyout", inFolder("new-key.pem"), "-out", inFolder(name + ".pem")});
    if (made.code != 0) throw std::runtime_error(made.output);
    std::filesystem::copy_file(inFolder(name + ".pem"), inFolder("new-cert.pem"),
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::rename(inFolder("new-key.pem"), inFolder("key.pem"));
    std::filesystem::rename(inFolder("new-cert.pem"), inFolder("cert.pem"));
  }
  std::string inFolder(const std::string& name) const { return (folder_.path() / name).string(); }

  std::string options_;
};

TEST_F(Console, LetsABrowserInOnceWithTheLinkOfHeraldctl) {
  Browser browser(startAt(freePort()));
  EXPECT_THAT(browser.get("").body, HasSubstr("<title>Herald</title>"));
  EXPECT_EQ(browser.get("api/v1/overview").status, 401);
  const auto printed = ctl({"console"});
  EXPECT_EQ(printed.code, 0) << printed.output;
  EXPECT_THAT(printed.output, AllOf(HasSubstr("http://127.0.0.1:"), HasSubstr("heraldctl console --lan")));
  EXPECT_EQ(browser.logIn("link", linkIn(printed.output)), 204);
  EXPECT_EQ(browser.get("api/v1/overview").status, 200);
  EXPECT_THAT(browser.get("api/v1/session").body, HasSubstr("\"via\":\"link\""));
  EXPECT_EQ(Browser(browser).logIn("link", linkIn(printed.output)), 401) << "somebody has read it in the history";
  EXPECT_EQ(browser.get("status").status, 401) << "what needs the token needs it still";
}

TEST_F(Console, SaysWhatToDoIfThereIsNoPort) {
  start(demo());
  const auto printed = ctl({"console"});
  EXPECT_NE(printed.code, 0);
  EXPECT_THAT(printed.output, HasSubstr("set admin.listen"));
  EXPECT_THAT(ctl({"console", "off"}).output, HasSubstr("heraldctl console --lan off"));
  EXPECT_THAT(openToLan("tea at four").output, HasSubstr("opens the port of admin.listen, which is off"));
}

TEST_F(Console, OpensToTheNetworkWithAPasswordAndCloses) {
  Browser browser(startAt(freePort()));
  const auto opened = openToLan("tea at four");
  EXPECT_EQ(opened.code, 0) << opened.output;
  EXPECT_THAT(opened.output, AllOf(HasSubstr("http://"), Not(HasSubstr("tea at four"))));
  EXPECT_EQ(browser.logIn("password", "coffee at four"), 401);
  EXPECT_EQ(browser.logIn("password", "tea at four"), 204);
  EXPECT_EQ(browser.get("api/v1/lan").status, 200);
  EXPECT_EQ(browser.get("healthz").status, 200) << "for monitors of this machine nothing has changed";
  EXPECT_EQ(browser.ask("PUT", "api/v1/lan", R"({"open":false})").status, 403) << "only from this machine";
  const auto closed = ctl({"console", "--lan", "off"});
  EXPECT_EQ(closed.code, 0) << closed.output;
  EXPECT_EQ(browser.get("api/v1/overview").status, 401);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data" / "conf.d" / "lan.properties"));
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), Not(HasSubstr("$scrypt$")));
}

TEST_F(Console, MakesAPasswordThatSomebodyCanType) {
  Browser browser(startAt(freePort()));
  const auto opened = openToLan("");
  ASSERT_THAT(opened.output, HasSubstr("The password is "));
  const auto begin = opened.output.find("The password is ") + 16;
  EXPECT_EQ(browser.logIn("password", opened.output.substr(begin, 14)), 204) << opened.output;
  EXPECT_THAT(openToLan("").output, Not(HasSubstr("The password is "))) << "the one before goes on";
  EXPECT_THAT(openToLan("short").output, HasSubstr("less than 8"));
}

TEST_F(Console, ARestartLogsNobodyOut) {
  Browser browser(startAt(freePort()));
  ASSERT_EQ(browser.logIn("link", link()), 204);
  EXPECT_EQ(stop(), 0);
  start(options_);
  EXPECT_EQ(browser.get("api/v1/session").status, 200);
  daemon_->signal(SIGKILL);
  daemon_->wait();
  start(options_);
  EXPECT_EQ(browser.get("api/v1/session").status, 200);
}

/// What an open live page gets when its session ends.
std::string liveUntilItsEnd(int port, const Browser& browser) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  Poco::Net::HTTPRequest request("GET", "/api/v1/live", "HTTP/1.1");
  request.setHost("localhost");
  request.set("Cookie", browser.cookie());
  session.sendRequest(request);
  Poco::Net::HTTPResponse head;
  auto& body = session.receiveResponse(head);
  EXPECT_EQ(head.getContentType(), "text/event-stream");
  EXPECT_EQ(browser.ask("DELETE", "api/v1/session").status, 204);
  std::string text;
  Poco::StreamCopier::copyToString(body, text);
  return text;
}

TEST_F(Console, ALivePageEndsWithItsSession) {
  const int port = startAt(freePort());
  Browser browser(port);
  ASSERT_EQ(browser.logIn("link", link()), 204);
  EXPECT_THAT(liveUntilItsEnd(port, browser), HasSubstr("event: logout"));
}

TEST_F(Console, TakesANewCertificateWithoutARestart) {
  makeCertificate("first");
  const int port = startAt(freePort(), "admin.tls.certificate = " + inFolder("cert.pem") +
                                           "\nadmin.tls.key = " + inFolder("key.pem") + "\n");
  const auto ask = [&](const std::string& authority) {
    return runToEnd({"curl", "-s", "--noproxy", "*", "--cacert", inFolder(authority),
                     "https://localhost:" + std::to_string(port) + "/healthz"})
        .code;
  };
  EXPECT_EQ(ask("first.pem"), 0);
  EXPECT_THAT(ctl({"console"}).output, HasSubstr("https://127.0.0.1:" + std::to_string(port) + "/#login="));
  makeCertificate("second");
  EXPECT_EQ(ask("second.pem"), 0);
  EXPECT_NE(ask("first.pem"), 0);
  folder_.write("cert.pem", "this is no certificate");
  EXPECT_EQ(ask("second.pem"), 0) << "it goes on with the one that works";
  EXPECT_THAT(daemon_->waitForLine("goes on with the old certificate"), HasSubstr("admin.tls.certificate"));
}

}  // namespace
}  // namespace herald::testing
