// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Sends events with curl, as a script does.
class HttpSource : public DaemonTest {
 protected:
  void startWith(const std::string& more, const std::string& sink) {
    auto& daemon = start("source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n" + more + sink);
    const auto line = daemon.waitForLine("takes requests at ");
    url_ = line.substr(line.find("http"));
  }

  std::string sink(const std::string& url) const {
    return webhook("phone", url) +
           "sink.phone.events = *\nsink.phone.retry.first = 10ms\nsink.phone.retry.most = 10ms\n" +
           "sink.phone.data = {\"type\": \"@topic\", \"device\": \"@device\", \"extra\": \"@extra\", \"n\": \"@n\"}\n";
  }

  /// Sends a request. Returns the body of the answer and its status.
  std::string curl(const std::string& type, const std::string& body, std::vector<std::string> more = {}) {
    const auto file = folder_.write("body", body).string();
    std::vector<std::string> command{
        "curl", "-s", "-w", " %{http_code}", url_, "-H", "Content-Type: " + type, "--data-binary", "@" + file};
    command.insert(command.end(), more.begin(), more.end());
    return runToEnd(std::move(command)).output;
  }

  std::string in(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Writes a certificate of 127.0.0.1, and its key to key.pem.
  void makeCertificate(const std::string& name) {
    folder_.write("request.conf", "[req]\ndistinguished_name=name\nx509_extensions=own\nprompt=no\n[name]\nCN=" + name +
                                      "\n[own]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=CA:true\n");
    const auto made = runToEnd({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config",
                                in("request.conf"), "-keyout", in("key.pem"), "-out", in(name)});
    ASSERT_EQ(made.code, 0) << made.output;
  }

  std::string tls() const {
    return "source.scripts.tls.certificate = " + in("cert.pem") + "\nsource.scripts.tls.key = " + in("key.pem") + "\n";
  }

  std::string url_;
};

constexpr const char* kLines = "application/x-ndjson";

TEST_F(HttpSource, AScriptsEventReachesTheWebhookWithTheIdOfTheAnswer) {
  startWith("source.scripts.name = Workshop\n", sink(receiver_.url()));
  const auto answer = curl("application/json", R"({"type":"FilamentLow","payload":{"left":"12 m"}})");
  EXPECT_THAT(answer, EndsWith(" 202\n"));
  const auto request = receiver_.waitFor(1)[0];
  EXPECT_EQ(jsonAt(request.body, "device"), "\"Workshop\"");
  EXPECT_EQ(jsonAt(request.body, "extra.left"), "\"12 m\"");
  EXPECT_THAT(answer, HasSubstr(request.headers.at("webhook-id")));
}

TEST_F(HttpSource, AWrongLineRejectsTheWholeBatch) {
  startWith("", sink(receiver_.url()));
  EXPECT_THAT(curl(kLines, "{\"type\":\"A\"}\n{\"type\":\"B\"\n{\"type\":\"C\"}\n"),
              AllOf(HasSubstr("line 2"), EndsWith(" 400\n")));
  EXPECT_THAT(curl(kLines, "{\"type\":\"D\"}\n{\"type\":\"E\"}\n", {"-H", "Transfer-Encoding: chunked"}),
              EndsWith(" 202\n"));
  receiver_.waitFor(2);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(receiver_.received(), SizeIs(2));
}

TEST_F(HttpSource, ACloudEventReachesTheWebhook) {
  startWith("", sink(receiver_.url()));
  const std::vector<std::string> attributes{"-H", "ce-specversion: 1.0",   "-H", "ce-id: 1",
                                            "-H", "ce-source: /rooms/two", "-H", "ce-type: Hot%20end"};
  EXPECT_THAT(curl("application/json", R"({"celsius":250})", attributes), EndsWith(" 202\n"));
  const auto request = receiver_.waitFor(1)[0];
  EXPECT_EQ(jsonAt(request.body, "device"), "\"/rooms/two\"");
  EXPECT_EQ(jsonAt(request.body, "extra"), R"({"celsius":250})");
}

TEST_F(HttpSource, AcceptedEventsArriveOnceAndRejectedOnesGet503) {
  std::atomic<bool> up = false;
  std::mutex mutex;
  std::map<std::string, int> arrived;
  Receiver receiver([&](const Received& request) {
    const std::lock_guard guard(mutex);
    if (up) ++arrived[std::string(jsonAt(request.body, "n"))];
    return up ? 200 : 503;
  });
  startWith("", "outbox.type = memory\n" + sink(receiver.url()));  // 1,000 deliveries
  int accepted = 0, rejected = 0;
  for (int batch = 0; batch < 15; ++batch) {
    std::string lines;
    for (int i = 0; i < 100; ++i) {
      const auto n = std::to_string(100 * batch + i);
      lines += R"({"type":"A","device":"printer )" + std::to_string(i % 7) + R"(","id":")" + n +
               R"(","payload":{"n":)" + n + "}}\n";
    }
    const auto answer = curl(kLines, lines);
    if (answer.ends_with(" 202\n")) {
      ++accepted;
    } else {
      ++rejected;
      EXPECT_THAT(answer, AllOf(HasSubstr("the outbox is full"), EndsWith(" 503\n")));
    }
    EXPECT_THAT(curl(kLines, lines), EndsWith(answer.substr(answer.size() - 5)))
        << "the answer to a repetition must be the same";
  }
  EXPECT_GT(accepted, 0);
  EXPECT_GT(rejected, 0);
  up = true;
  const auto hasArrived = [&] {
    const std::lock_guard guard(mutex);
    return arrived.size() == static_cast<std::size_t>(100 * accepted);
  };
  for (std::size_t seen = 0; !hasArrived(); ++seen) receiver.waitFor(seen + 1);
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(hasArrived());
  for (const auto& [n, times] : arrived) EXPECT_EQ(times, 1) << n;
}

TEST_F(HttpSource, AFullSinkDoesNotBlockOthers) {
  constexpr std::size_t kBatch = 40;
  Receiver away([](const Received&) { return 503; });
  startWith("", "outbox.type = memory\noutbox.memoryEvents = 50\n" + sink(receiver_.url()) +
                    webhook("dead", away.url()) + "sink.dead.events = *\n");
  std::string lines;
  for (std::size_t i = 0; i < kBatch; ++i) lines += "{\"type\":\"A\"}\n";
  for (std::size_t batch = 1; batch <= 4; ++batch) {
    EXPECT_THAT(curl(kLines, lines), EndsWith(" 202\n"));
    receiver_.waitFor(kBatch * batch);
  }
  const auto status = ctl({"status", "--json"}).output;
  const auto dead = std::string(jsonAt(status, "sinks.dead"));
  EXPECT_EQ(jsonAt(dead, "accepted"), "160");
  EXPECT_EQ(jsonAt(dead, "waiting"), "50");
  EXPECT_EQ(jsonAt(jsonAt(dead, "dropped"), "queue full: other"), "110");
}

TEST_F(HttpSource, AClientThatFloodsGets503AndAnotherGetsIn) {
  Receiver away([](const Received&) { return 503; });
  startWith("", "outbox.type = memory\noutbox.memoryEvents = 20\n" + sink(away.url()));
  const auto offer = [&](const std::string& device) {
    return curl(kLines, R"({"type":"A","device":")" + device + "\"}\n");
  };
  for (int i = 0; i < 20; ++i) EXPECT_THAT(offer("flood"), EndsWith(" 202\n"));
  EXPECT_THAT(offer("flood"), EndsWith(" 503\n"));
  EXPECT_THAT(offer("other"), EndsWith(" 202\n"));
  EXPECT_THAT(offer("flood"), EndsWith(" 503\n"));
}

TEST_F(HttpSource, ATokenIsRequiredOverTls) {
  makeCertificate("cert.pem");
  folder_.write("token", "s3cret-of-scripts\n");
  startWith(tls() + "source.scripts.token.file = token\n", sink(receiver_.url()));
  const auto body = R"({"type":"A"})";
  EXPECT_THAT(curl("application/json", body, {"--cacert", in("cert.pem")}), EndsWith(" 401\n"));
  EXPECT_THAT(curl("application/json", body, {"--cacert", in("cert.pem"), "--oauth2-bearer", "s3cret-of-scripts"}),
              EndsWith(" 202\n"));
  EXPECT_THAT(curl("application/json", std::string(3 << 20, ' '),
                   {"--cacert", in("cert.pem"), "--oauth2-bearer", "s3cret-of-scripts"}),
              EndsWith(" 413\n"));
  receiver_.waitFor(1);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              AllOf(HasSubstr("the token is missing or wrong"), ::testing::Not(HasSubstr("s3cret"))));
}

TEST_F(HttpSource, TakesANewCertificateWithoutAReload) {
  makeCertificate("cert.pem");
  startWith(tls(), sink(receiver_.url()));
  std::filesystem::copy_file(in("cert.pem"), in("first.pem"));
  const auto post = [&](const std::string& authority) {
    return curl("application/json", R"({"type":"A"})", {"--cacert", in(authority)});
  };
  EXPECT_THAT(post("first.pem"), EndsWith(" 202\n"));
  makeCertificate("second.pem");
  std::filesystem::copy_file(in("second.pem"), in("cert.pem"), std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(post("second.pem"), EndsWith(" 202\n"));
  EXPECT_THAT(daemon_->waitForLine("has a new certificate"), HasSubstr("scripts"));
  folder_.write("cert.pem", "this is no certificate");
  EXPECT_THAT(post("second.pem"), EndsWith(" 202\n")) << "it goes on with the one that works";
  EXPECT_THAT(daemon_->waitForLine("goes on with the old certificate"), HasSubstr("tls.certificate"));
}

}  // namespace
}  // namespace herald::testing
