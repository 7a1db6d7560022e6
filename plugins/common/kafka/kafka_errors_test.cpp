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

TEST(KafkaErrors, AHandshakeThatTheNetworkCutOffIsTriedAgain) {
  EXPECT_EQ(meaningOf(RD_KAFKA_RESP_ERR__SSL, "certificate verify failed").verdict, Verdict::Hold);
  EXPECT_EQ(meaningOf(RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed: Connection reset by peer").verdict,
            Verdict::Retry);
}

TEST(KafkaErrors, AnErrorOfANewerLibraryIsTriedAgain) {
  const auto unknown = meaningOf(static_cast<rd_kafka_resp_err_t>(12345));
  EXPECT_EQ(unknown.verdict, Verdict::Retry);
  EXPECT_THAT(unknown.sentence(), EndsWith("Herald tries again"));
  EXPECT_THAT(unknown.sentence(), HasSubstr("12345"));
}

}  // namespace
}  // namespace herald::kafka
