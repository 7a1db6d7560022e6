// SPDX-License-Identifier: Apache-2.0
#include "kafka/connection_setup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>

#include "herald/testing/temporary_folder.h"
#include "kafka/client.h"

namespace herald::kafka {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Settings settingsOf(Settings::Values values) {
  values.try_emplace("brokers", "a.local:9092");
  return {ConnectionSetup::options(), std::move(values)};
}

std::string problemWith(Settings::Values values) try {
  ConnectionSetup(settingsOf(std::move(values)));
  return "";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + " " + bad.problems().front().why;
}

/// What librdkafka has for a property.
std::string propertyOf(const ConnectionSetup& setup, const std::string& name) {
  std::array<char, 512> value{};
  std::size_t size = value.size();
  EXPECT_EQ(rd_kafka_conf_get(setup.conf().get(), name.c_str(), value.data(), &size), RD_KAFKA_CONF_OK) << name;
  return value.data();
}

const Settings::Values kLogin{{"security.protocol", "sasl_ssl"},
                              {"sasl.mechanism", "scram-sha-512"},
                              {"sasl.username", "mara"},
                              {"sasl.password", "hunter22"}};

TEST(ConnectionSetup, TakesSeveralBrokers) {
  const ConnectionSetup setup(settingsOf({{"brokers", "a.local:9092, [fd00::1]:9093"}}));
  EXPECT_EQ(propertyOf(setup, "bootstrap.servers"), "a.local:9092,[fd00::1]:9093");
  EXPECT_EQ(propertyOf(setup, "security.protocol"), "plaintext");
  EXPECT_EQ(setup.text(), "Kafka at a.local:9092, [fd00::1]:9093");
}

TEST(ConnectionSetup, RefusesWhatIsNoBroker) {
  EXPECT_THAT(problemWith({{"brokers", "SSL://a.local:9093"}}),
              HasSubstr("brokers must be HOST:PORT, without a scheme"));
  EXPECT_THAT(problemWith({{"brokers", "a.local b.local"}}), HasSubstr("several with a comma between"));
  EXPECT_THAT(problemWith({{"brokers", "b.local, a.local:99999"}}), HasSubstr("brokers must be HOST:PORT"));
  EXPECT_THAT(problemWith({{"brokers", "fd00::1"}}), HasSubstr("an IPv6 address in brackets"));
  EXPECT_THAT(problemWith({{"brokers", " , "}}), HasSubstr("names no broker"));
}

TEST(ConnectionSetup, GivesTheLoginToLibrdkafka) {
  const ConnectionSetup setup(settingsOf(kLogin));
  EXPECT_EQ(propertyOf(setup, "sasl.mechanism"), "SCRAM-SHA-512");
  EXPECT_EQ(propertyOf(setup, "sasl.username"), "mara");
  EXPECT_EQ(propertyOf(setup, "sasl.password"), "hunter22");
  EXPECT_EQ(propertyOf(setup, "enable.ssl.certificate.verification"), "true");
  EXPECT_EQ(propertyOf(setup, "ssl.endpoint.identification.algorithm"), "https");
}

TEST(ConnectionSetup, WithoutTheCheckNoNameIsChecked) {
  const ConnectionSetup setup(
      settingsOf({{"security.protocol", "ssl"}, {"enable.ssl.certificate.verification", "false"}}));
  EXPECT_EQ(propertyOf(setup, "enable.ssl.certificate.verification"), "false");
  EXPECT_EQ(propertyOf(setup, "ssl.endpoint.identification.algorithm"), "none");
}

TEST(ConnectionSetup, OptionsNeedTheProtocolThatUsesThem) {
  EXPECT_EQ(problemWith({{"sasl.username", "mara"}}),
            "sasl.username needs security.protocol = sasl_ssl or sasl_plaintext");
  EXPECT_EQ(problemWith({{"ssl.ca.location", "/a.pem"}}), "ssl.ca.location needs security.protocol = ssl or sasl_ssl");
  EXPECT_EQ(problemWith({{"security.protocol", "sasl_ssl"}}),
            "security.protocol has a login: set sasl.username and sasl.password");
}

TEST(ConnectionSetup, ChecksTheFilesOfTls) {
  const herald::testing::TemporaryFolder folder;
  EXPECT_THAT(problemWith({{"security.protocol", "ssl"}, {"ssl.ca.location", (folder.path() / "none.pem").string()}}),
              HasSubstr("ssl.ca.location "));
  EXPECT_THAT(
      problemWith({{"security.protocol", "ssl"}, {"ssl.certificate.location", (folder.path() / "none.pem").string()}}),
      HasSubstr("ssl.certificate.location "));
}

TEST(ConnectionSetup, RefusesAPipeForAFile) {
  const herald::testing::TemporaryFolder folder;
  const std::string pipe = folder.path() / "pipe", file = folder.write("file", "x");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Settings::Values tls{{"security.protocol", "ssl"}};
  const auto reject = [&](const std::string& option, Settings::Values values) {
    values[option] = pipe;
    EXPECT_THAT(problemWith(values), HasSubstr(option + " names `" + pipe + "`, which is a named pipe: name a "));
  };
  for (auto values : {tls, Settings::Values{{"security.protocol", "ssl"}, {"ssl.key.password", "p"}}}) {
    reject("ssl.ca.location", values);
    reject("ssl.certificate.location", values);
    values["ssl.certificate.location"] = file;
    reject("ssl.key.location", values);
  }
  for (const auto* option :
       {"librdkafka.ssl.keystore.location", "librdkafka.ssl.crl.location", "librdkafka.sasl.kerberos.keytab"}) {
    reject(option, {});
    reject(option, tls);
    EXPECT_EQ(problemWith({{option, file}}), "");
  }
}

TEST(ConnectionSetup, PassesOnAnyOtherProperty) {
  const ConnectionSetup setup(
      settingsOf({{"librdkafka.socket.keepalive.enable", "true"}, {"librdkafka.client.id", "farm"}}));
  EXPECT_EQ(propertyOf(setup, "socket.keepalive.enable"), "true");
  EXPECT_EQ(propertyOf(setup, "client.id"), "farm");
}

TEST(ConnectionSetup, RefusesPropertiesThatAreHeraldsOrUnknown) {
  EXPECT_EQ(problemWith({{"librdkafka.acks", "1"}}), "librdkafka.acks cannot be set here: remove it");
  EXPECT_EQ(problemWith({{"librdkafka.plugin.library.paths", "/tmp/a.so"}}),
            "librdkafka.plugin.library.paths cannot be set here: remove it");
  EXPECT_THAT(problemWith({{"librdkafka.sockets", "1"}}),
              HasSubstr("librdkafka.sockets is no property of librdkafka "));
  EXPECT_THAT(problemWith({{"librdkafka.linger.ms", "hunter22"}}), HasSubstr("has a value that librdkafka"));
  EXPECT_THAT(problemWith({{"librdkafka.linger.ms", "hunter22"}}), ::testing::Not(HasSubstr("hunter22")));
}

TEST(ConnectionSetup, KnowsTheSecretsAmongTheProperties) {
  auto values = kLogin;
  values["librdkafka.ssl.keystore.password"] = "s3cr3t";
  EXPECT_THAT(ConnectionSetup(settingsOf(values)).secrets(), Contains("s3cr3t"));
  EXPECT_THAT(ConnectionSetup(settingsOf({})).secrets(), IsEmpty());
}

TEST(ConnectionSetup, WarnsOfAPasswordThatEverybodyCanRead) {
  auto values = kLogin;
  values["security.protocol"] = "sasl_plaintext";
  values["sasl.mechanism"] = "PLAIN";
  EXPECT_THAT(ConnectionSetup(settingsOf(values)).advice(), SizeIs(1));
  values["brokers"] = "localhost:9092";
  EXPECT_THAT(ConnectionSetup(settingsOf(values)).advice(), IsEmpty());
  EXPECT_THAT(ConnectionSetup(settingsOf(kLogin)).advice(), IsEmpty());
}

TEST(ConnectionSetup, SaysWithWhatLibrdkafkaCannotStart) {
  const ConnectionSetup setup(
      settingsOf({{"security.protocol", "ssl"}, {"librdkafka.ssl.cipher.suites", "no-such-cipher"}}));
  try {
    startClient(RD_KAFKA_PRODUCER, setup.conf());
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_THAT(failure.what(), HasSubstr("librdkafka cannot start (ssl.cipher.suites"));
  }
}

}  // namespace
}  // namespace herald::kafka
