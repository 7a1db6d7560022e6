// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_errors.h"

#include <gmock/gmock.h>

#include <set>

namespace herald::kafka {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

TEST(KafkaErrors, EveryErrorOfLibrdkafkaHasItsOutcome) {
  const rd_kafka_err_desc* descriptions = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&descriptions, &count);
  const auto known = knownErrors();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [code, name, text] = descriptions[i];
    if (text == nullptr || code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    EXPECT_THAT(known, ::testing::Contains(code)) << name << ": " << text;
  }
}

TEST(KafkaErrors, NoErrorIsTwiceInTheTable) {
  const auto known = knownErrors();
  EXPECT_EQ(std::set<int>(known.begin(), known.end()).size(), known.size());
}

TEST(KafkaErrors, SaysWhatHappenedAndWhatToDo) {
  const auto few = meaningOf(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
  EXPECT_EQ(few.verdict, Verdict::Retry);
  EXPECT_EQ(few.sentence(),
            "not enough in-sync replicas (NOT_ENOUGH_REPLICAS): start the brokers that are down, or lower "
            "min.insync.replicas of the topic");
  const auto away = meaningOf(RD_KAFKA_RESP_ERR__TRANSPORT, "Connection refused");
  EXPECT_EQ(away.verdict, Verdict::Retry);
  EXPECT_EQ(away.sentence(),
            "broker transport failure (_TRANSPORT: Connection refused): check `brokers`, and whether they run");
}

TEST(KafkaErrors, ListensToWhatLibrdkafkaSuspects) {
  const auto wrong = meaningOf(RD_KAFKA_RESP_ERR__TRANSPORT,
                               "Disconnected while requesting ApiVersion: might be caused by incorrect "
                               "security.protocol configuration (connecting to a SSL listener?)");
  EXPECT_THAT(wrong.advice, ::testing::StartsWith("check security.protocol"));
}

TEST(KafkaErrors, WhatOnlyTheUserCanChangeIsOnHold) {
  for (const auto error : {RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
                           RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                           RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC})
    EXPECT_EQ(meaningOf(error).verdict, Verdict::Hold) << rd_kafka_err2name(error);
}

TEST(KafkaErrors, WhatTheBrokerNeverTakesIsRejected) {
  for (const auto error : {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_RECORD,
                           RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION})
    EXPECT_EQ(meaningOf(error).verdict, Verdict::Rejected) << rd_kafka_err2name(error);
}

TEST(KafkaErrors, ATlsHandshakeThatTheNetworkCutOffIsTriedAgain) {
  for (const auto* detail : {"SSL handshake failed: error:0A000126:SSL routines::unexpected eof while reading",
                             "SSL handshake failed: SSL transport error: No route to host",
                             "SSL handshake failed: SSL transport error: Broken pipe",
                             "SSL handshake failed: error:80000068:system library::Connection reset by peer",
                             "SSL handshake failed: error:8000006E:system library::Connection timed out"}) {
    const auto cutOff = meaningOf(RD_KAFKA_RESP_ERR__SSL, detail);
    EXPECT_EQ(cutOff.verdict, Verdict::Retry) << detail;
    EXPECT_EQ(cutOff.advice, "check security.protocol, and the listener of the brokers") << "it may speak no TLS";
  }
}

TEST(KafkaErrors, ALoginThatTheNetworkCutOffIsTriedAgain) {
  for (const std::string why : {"Local: Broker transport failure", "Local: Timed out", "Local: Timed out in queue"}) {
    const auto cutOff = meaningOf(RD_KAFKA_RESP_ERR__AUTHENTICATION, "SASL PLAIN mechanism handshake failed: " + why +
                                                                         ": broker's supported mechanisms: ");
    EXPECT_EQ(cutOff.verdict, Verdict::Retry) << why;
    EXPECT_EQ(cutOff.advice, "check `brokers`, and whether they run") << why;
  }
}

TEST(KafkaErrors, AHandshakeThatIsRefusedIsOnHold) {
  for (const auto* detail :
       {"SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be "
        "verified, verify that ssl.ca.location is correctly configured or root CA certificates are installed",
        "Failed to verify broker certificate: certificate has expired", "Broker did not provide a certificate",
        "SSL handshake failed: error:0A00010B:SSL routines::wrong version number",
        "SSL handshake failed: error:0A000410:SSL routines::sslv3 alert handshake failure",
        "SSL handshake failed: error:0A0000F4:SSL routines::unexpected message: client SSL authentication might be "
        "required"}) {
    const auto refused = meaningOf(RD_KAFKA_RESP_ERR__SSL, detail);
    EXPECT_EQ(refused.verdict, Verdict::Hold) << detail;
    EXPECT_EQ(refused.advice, "check the ssl.* options, and the certificates of the brokers") << detail;
  }
  for (const auto* detail :
       {"SASL authentication error: Authentication failed: Invalid username or password",
        "SASL authentication failure: Disconnected: check client PLAIN credentials and broker logs",
        "SASL SCRAM-SHA-256 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported "
        "mechanisms: GSSAPI"}) {
    const auto refused = meaningOf(RD_KAFKA_RESP_ERR__AUTHENTICATION, detail);
    EXPECT_EQ(refused.verdict, Verdict::Hold) << detail;
    EXPECT_EQ(refused.advice, "check sasl.mechanism, sasl.username and sasl.password") << detail;
  }
}

TEST(KafkaErrors, AnErrorOfANewerLibraryIsTriedAgain) {
  const auto unknown = meaningOf(static_cast<rd_kafka_resp_err_t>(12345));
  EXPECT_EQ(unknown.verdict, Verdict::Retry);
  EXPECT_THAT(unknown.sentence(), EndsWith("Herald tries again"));
  EXPECT_THAT(unknown.sentence(), HasSubstr("12345"));
}

}  // namespace
}  // namespace herald::kafka
