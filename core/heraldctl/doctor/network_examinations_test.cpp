// SPDX-License-Identifier: Apache-2.0
// What the doctor finds in the network, and in certificates.
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <functional>
#include <future>
#include <stdexcept>

#include "herald/prober.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_http.h"
#include "herald/testing/temporary_folder.h"
#include "heraldctl/doctor/certificate_examination.h"
#include "heraldctl/doctor/endpoint_examination.h"
#include "heraldctl/doctor/printer_examination.h"
#include "heraldctl/doctor/probe_examination.h"
#include "heraldctl/doctor/testing/found.h"
#include "heraldctl/doctor/testing/tls_server.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono;
using herald::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kLong = hours(1);  // for what answers or refuses

std::vector<Endpoint> endpointsIn(const std::string& text) {
  const TemporaryFolder folder;
  return endpointsOf(
      readConfiguration(folder.write("herald.properties", "herald.dataDir = data\n" + text), ConfigFiles(), {}));
}

std::vector<std::string> placesOf(const std::vector<Endpoint>& endpoints) {
  std::vector<std::string> places;
  for (const auto& one : endpoints) {
    places.push_back(one.owner + " " + one.host + ":" + std::to_string(one.port) + (one.tls ? " tls" : ""));
  }
  return places;
}

TEST(Endpoints, AreTheAddressesOfSourcesAndSinks) {
  EXPECT_THAT(placesOf(endpointsIn("source.p.type = octoprint\nsource.p.url = http://octopi.local\n"
                                   "source.s.type = serial\nsource.s.device = tcp://10.0.0.7:23\n"
                                   "sink.a.type = webhook\nsink.a.url = https://hooks.example/x?y=z\n"
                                   "sink.b.type = mqtt\nsink.b.url = mqtts://broker\n"
                                   "sink.c.type = webhook\nsink.c.url = http://[::1]:81/x\n"
                                   "sink.d.type = email\nsink.d.server = mail.example\nsink.d.encryption = TLS\n")),
              ElementsAre("source p octopi.local:80", "source s 10.0.0.7:23", "sink a hooks.example:443 tls",
                          "sink b broker:8883 tls", "sink c ::1:81", "sink d mail.example:465 tls"));
}

TEST(Endpoints, LeaveOutWhatHeraldDoesNotAsk) {
  EXPECT_THAT(
      placesOf(endpointsIn(
          "sink.a.type = webhook\nsink.a.url = http://off.example\nsink.a.enabled = no\n"
          "sink.b.type = webhook\nsink.b.url = http://behind.example\nsink.b.proxy = http://proxy.example:3128\n"
          "sink.c.type = webhook\nsink.c.url = http://@{device}.example/\n"
          "sink.d.type = webhook\nsink.d.url = http://d.example\nsink.d.message = http://text.example\n"
          "sink.e.type = webhook\nsink.e.url = http://d.example/again\n"
          "sink.f.type = webhook\nsink.f.url = https://self.example\nsink.f.tls.verify = false\n"
          "sink.g.type = email\nsink.g.server = mail.example\nsink.g.port = 65561\n")),
      ElementsAre("sink d d.example:80", "sink f self.example:443"));
}

TEST(EndpointExamination, NamesWhatHasNoAddress) {
  const Endpoint endpoint{.owner = "sink a", .host = "no-such-host.invalid", .shownHost = "***.invalid", .port = 80};
  const EndpointExamination examination(endpoint, kLong);
  EXPECT_EQ(examination.name(), "***.invalid:80");
  const auto findings = examination.look();
  ASSERT_THAT(findings, ElementsAre(found(kError, "the name of the sink a does not lead to an address")));
  EXPECT_THAT(findings[0].sentence, Not(HasSubstr("no-such-host")));
}

TEST(EndpointExamination, WantsAnAnswer) {
  std::uint16_t port = 0;
  {
    const Poco::Net::ServerSocket server(Poco::Net::SocketAddress("127.0.0.1", 0));
    port = server.address().port();
    EXPECT_THAT(EndpointExamination({.owner = "sink a", .host = "127.0.0.1", .port = port}, kLong).look(), IsEmpty());
  }
  EXPECT_THAT(EndpointExamination({.owner = "sink a", .host = "127.0.0.1", .port = port}, kLong).look(),
              ElementsAre(found(kError, "nothing answers the sink a")));
}

class TlsExaminationTest : public ::testing::Test {
 protected:
  std::vector<Finding> look(std::chrono::seconds validFor, bool isTrusted, const std::string& host = "localhost") {
    const OwnCertificate own(validFor);
    const auto ca = folder_.path() / "ca.pem";
    own.write(ca);
    const TlsServer server(own);
    return EndpointExamination({.owner = "sink a",
                                .host = host,
                                .port = server.port(),
                                .tls = true,
                                .ca = isTrusted ? ca.string() : ""},
                               kLong)
        .look();
  }

  void SetUp() override { ::signal(SIGPIPE, SIG_IGN); }

  TemporaryFolder folder_;
};

TEST_F(TlsExaminationTest, IsContentWithACertificateThatCounts) { EXPECT_THAT(look(days(100), true), IsEmpty()); }

TEST_F(TlsExaminationTest, WarnsOfOneThatEndsSoon) {
  EXPECT_THAT(look(days(5) + hours(1), true), ElementsAre(found(kWarning, "for the sink a ends in 5 days")));
}

TEST_F(TlsExaminationTest, RefusesOneThatHasEnded) {
  EXPECT_THAT(look(-days(1), true), ElementsAre(found(kError, "for the sink a has ended")));
}

TEST_F(TlsExaminationTest, RefusesAnUnknownIssuerAndAnotherName) {
  EXPECT_THAT(look(days(100), false), ElementsAre(found(kError, "is not accepted: self")));
  EXPECT_THAT(look(days(100), true, "127.0.0.1"), ElementsAre(found(kError, "is not accepted: IP address mismatch")));
}

TEST_F(TlsExaminationTest, NamesAServerWithoutTls) {
  Poco::Net::ServerSocket server(Poco::Net::SocketAddress("127.0.0.1", 0));
  auto refused =
      std::async(std::launch::async, [&] { server.acceptConnection().sendBytes("HTTP/1.1 400\r\n\r\n", 16); });
  EXPECT_THAT(
      EndpointExamination({.owner = "sink a", .host = "127.0.0.1", .port = server.address().port(), .tls = true}, kLong)
          .look(),
      ElementsAre(found(kError, "fails at TLS: it does not speak TLS")));
  refused.get();
}

TEST_F(TlsExaminationTest, ReadsCertificatesInFiles) {
  const auto file = folder_.path() / "cert.pem";
  OwnCertificate(days(3) + hours(1)).write(file);
  EXPECT_THAT(CertificateExamination("admin.tls.certificate", file).look(),
              ElementsAre(found(kWarning, "ends in 3 days")));
  OwnCertificate(days(300)).write(file);
  EXPECT_THAT(CertificateExamination("admin.tls.certificate", file).look(), IsEmpty());
  EXPECT_THAT(CertificateExamination("admin.tls.certificate", folder_.write("none", "text")).look(), IsEmpty());
  EXPECT_EQ(endOfCertificates(folder_.path() / "missing"), std::nullopt);
}

// RFC 5280, 4.1.2.5: a certificate that never ends says 9999.
TEST_F(TlsExaminationTest, ACertificateMayNeverEnd) {
  const OwnCertificate own(days(1));
  ASN1_TIME_set_string(X509_getm_notAfter(own.certificate.get()), "99991231235959Z");
  X509_sign(own.certificate.get(), own.key.get(), EVP_sha256());
  const auto file = folder_.path() / "cert.pem";
  own.write(file);
  EXPECT_THAT(CertificateExamination("admin.tls.certificate", file).look(), IsEmpty());
}

TEST(AuthoritiesExamination, NeedsSome) {
  EXPECT_THAT(AuthoritiesExamination("").look(), IsEmpty());
  EXPECT_THAT(AuthoritiesExamination("/etc/ssl").look(), ElementsAre(found(kError, "/etc/ssl")));
}

class PrinterExaminationTest : public ::testing::Test {
 protected:
  std::vector<Finding> look() const {
    return PrinterExamination(
               "mk3", settings_, [this](const Settings&) { return std::make_unique<test::FakeHttpClient>(network_); },
               kLong)
        .look();
  }

  Settings settings_{{{.name = "url"}}, {{"url", "http://octopi.local"}}};
  std::shared_ptr<test::FakeHttp> network_ = std::make_shared<test::FakeHttp>();
};

TEST_F(PrinterExaminationTest, IsContentWithAnyAnswerOfThePrinter) {
  for (const int status : {200, 302, 401, 404}) {
    network_->answer(status);
    EXPECT_THAT(look(), IsEmpty()) << status;
  }
  EXPECT_EQ(network_->requests().at(0).method, "GET");
  EXPECT_EQ(network_->requests().at(0).url, "http://octopi.local");
}

TEST_F(PrinterExaminationTest, TellsAProxyFromThePrinter) {
  network_->answer(502);
  EXPECT_THAT(look(), ElementsAre(found(kError, "status 502: a proxy runs there")));
}

TEST_F(PrinterExaminationTest, SaysWhyNothingAnswers) {
  network_->fail(Failure(Outcome::Verdict::Retry, "cannot connect to http://octopi.local"));
  EXPECT_THAT(look(), ElementsAre(found(kError, "cannot connect to http://octopi.local")));
}

/// Finds what the test says.
class FakeProber : public Sink, public Prober {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return {}; }
  std::vector<Trouble> probe(Clock::time_point deadline) override { return probe_(deadline); }

  std::function<std::vector<Trouble>(Clock::time_point deadline)> probe_{};
};

class ProbeExaminationTest : public ::testing::Test {
 protected:
  ProbeExaminationTest() { mask_->set({"hunter22"}); }
  ProbeExamination examination() const { return {"sink log", sink_, mask_, kLong}; }

  std::shared_ptr<FakeProber> sink_ = std::make_shared<FakeProber>();
  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
};

TEST_F(ProbeExaminationTest, PassesOnWhatThePluginFindsWithoutSecrets) {
  sink_->probe_ = [](Clock::time_point) {
    return std::vector<Trouble>{{.what = "hunter22 is refused", .remedy = "change hunter22"},
                                {.what = "b is slow", .remedy = "wait", .stopsWork = false}};
  };
  EXPECT_EQ(examination().name(), "sink log");
  EXPECT_THAT(examination().look(),
              ElementsAre(Finding{kError, "*** is refused", "change ***"}, Finding{kWarning, "b is slow", "wait"}));
}

TEST_F(ProbeExaminationTest, GivesThePluginALimit) {
  const auto before = Clock::now();
  sink_->probe_ = [&](Clock::time_point deadline) {
    EXPECT_GE(deadline, before + kLong);
    EXPECT_LE(deadline, Clock::now() + kLong);
    return std::vector<Trouble>();
  };
  EXPECT_THAT(examination().look(), IsEmpty());
}

TEST_F(ProbeExaminationTest, SaysWhyThePluginCannotLook) {
  sink_->probe_ = [](Clock::time_point) -> std::vector<Trouble> { throw std::runtime_error("no hunter22"); };
  try {
    examination().look();
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "no ***");
  }
}

}  // namespace
}  // namespace herald::core::ctl
