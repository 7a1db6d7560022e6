// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "harness/ports.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

/// A real nginx in front of the receiver. It has TLS with a certificate of the test, and answers some paths itself.
class Nginx : public DaemonTest {
 protected:
  Nginx() : plainPort_(freePort()), tlsPort_(freePort()) {
    makeCertificate();
    folder_.write("nginx/nginx.conf", configuration());
    const auto prefix = (folder_.path() / "nginx").string();
    nginx_ = std::make_unique<Process>(
        std::vector<std::string>{"/usr/sbin/nginx", "-p", prefix, "-c", "nginx.conf", "-e", "stderr"});
  }

  void makeCertificate() {
    folder_.write("nginx/request.conf",
                  "[req]\ndistinguished_name=name\nx509_extensions=own\nprompt=no\n[name]\nCN=test\n[own]\n"
                  "subjectAltName=DNS:localhost\nbasicConstraints=CA:true\n");
    const auto in = [&](const char* name) { return (folder_.path() / "nginx" / name).string(); };
    const auto finished = runToEnd({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config",
                                    in("request.conf"), "-keyout", in("key.pem"), "-out", in("cert.pem")});
    if (finished.code != 0) throw std::runtime_error(finished.output);
  }

  std::string configuration() const {
    const auto plain = std::to_string(plainPort_), tls = std::to_string(tlsPort_);
    return "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp {\n  access_log off;\n"
           "  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path f;\n  uwsgi_temp_path u;\n  "
           "scgi_temp_path s;\n"
           "  server {\n    listen 127.0.0.1:" +
           plain +
           ";\n"
           "    location /upgrade { return 308 https://localhost:" +
           tls +
           "/hook; }\n"
           "    location /elsewhere { return 301 https://other.example/hook; }\n"
           "    location /small { client_max_body_size 10; proxy_pass " +
           receiver_.url() +
           "; }\n"
           "    location /moved { return 307 /hook; }\n"
           "    location / { proxy_pass " +
           receiver_.url() +
           "; }\n  }\n"
           "  server {\n    listen 127.0.0.1:" +
           tls +
           " ssl;\n    ssl_certificate cert.pem;\n    ssl_certificate_key key.pem;\n"
           "    location /close { keepalive_timeout 0; proxy_set_header X-Session $ssl_session_reused; proxy_pass " +
           receiver_.url() +
           "; }\n"
           "    location / { proxy_pass " +
           receiver_.url() + "; }\n  }\n}\n";
  }

  std::string plain(const std::string& path) const { return "http://localhost:" + std::to_string(plainPort_) + path; }
  std::string tls(const std::string& path) const { return "https://localhost:" + std::to_string(tlsPort_) + path; }
  std::string certificate() const { return (folder_.path() / "nginx" / "cert.pem").string(); }

  /// A sink with a short retry time, because nginx may still be starting.
  std::string quickRetry(const std::string& url) const {
    return demo() + webhook("phone", url) + "sink.phone.retry.first = 20ms\n";
  }

  int plainPort_, tlsPort_;
  std::unique_ptr<Process> nginx_;
};

TEST_F(Nginx, AWebhookArrivesOverVerifiedTls) {
  start(quickRetry(tls("/hook")) + "sink.phone.tls.ca = " + certificate() + "\n");
  EXPECT_EQ(receiver_.waitForBody("Print Done").path, "/hook");
  EXPECT_EQ(stop(), 0);
}

TEST_F(Nginx, ANewConnectionResumesTheTlsSession) {
  start(quickRetry(tls("/close")) + "sink.phone.tls.ca = " + certificate() + "\n");
  EXPECT_EQ(receiver_.waitForBody("Print Done").headers["x-session"], "r");
  EXPECT_EQ(stop(), 0);
}

TEST_F(Nginx, AnUnknownCertificateIsAHoldAndNothingIsSent) {
  auto& daemon = start(quickRetry(tls("/hook")));
  EXPECT_THAT(daemon.waitForLine("certificate"), ::testing::HasSubstr("sink.phone"));
  stop();
  EXPECT_TRUE(receiver_.received().empty());
}

TEST_F(Nginx, ARedirectOnTheSameHostKeepsMethodAndBody) {
  start(quickRetry(plain("/moved")));
  const auto request = receiver_.waitForBody("Print Done");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/hook");
  EXPECT_EQ(stop(), 0);
}

TEST_F(Nginx, ARedirectFromHttpToHttpsIsFollowed) {
  start(quickRetry(plain("/upgrade")) + "sink.phone.tls.ca = " + certificate() + "\n");
  EXPECT_EQ(receiver_.waitForBody("Print Done").path, "/hook");
  EXPECT_EQ(stop(), 0);
}

TEST_F(Nginx, ARedirectToAnotherHostIsAHoldThatNamesIt) {
  auto& daemon = start(quickRetry(plain("/elsewhere")));
  EXPECT_THAT(daemon.waitForLine("moved"), ::testing::HasSubstr("other.example"));
  stop();
  EXPECT_TRUE(receiver_.received().empty());
}

TEST_F(Nginx, ARejectedEventIsADeadLetterAndTheNextOneIsSent) {
  auto& daemon = start(quickRetry(plain("/small")));
  daemon.waitForLine("(413)");
  daemon.waitForLine("(413)");
  stop();
}

}  // namespace
}  // namespace herald::testing
