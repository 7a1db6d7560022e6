// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_pattern.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <stdexcept>

#include "kafka/handles.h"

namespace herald::kafka {
namespace {

bool isRefused(const std::string& pattern) {
  try {
    const TopicPattern compiled(pattern);
    return false;
  } catch (const std::invalid_argument& error) {
    EXPECT_STRNE(error.what(), "");
    return true;
  }
}

/// A consumer that knows no broker: librdkafka looks at a subscription before it asks anybody.
ClientPtr consumer() {
  ConfPtr conf(rd_kafka_conf_new());
  rd_kafka_conf_set(conf.get(), "group.id", "farm", nullptr, 0);
  ClientPtr client(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), nullptr, 0));
  if (!client) throw std::runtime_error("librdkafka has made no client");
  (void)conf.release();  // the client owns it now
  return client;
}

TEST(TopicPattern, BeginsWithACaret) {
  EXPECT_TRUE(TopicPattern::isPattern("^print"));
  EXPECT_FALSE(TopicPattern::isPattern("print^"));
  EXPECT_FALSE(TopicPattern::isPattern(""));
}

TEST(TopicPattern, MatchesAsARegularExpressionOfPosix) {
  EXPECT_TRUE(TopicPattern("^print").matches("printers"));
  EXPECT_FALSE(TopicPattern("^print$").matches("printers"));
  EXPECT_TRUE(TopicPattern("^(hall|room)-[[:digit:]]{2}$").matches("room-07"));
  EXPECT_FALSE(TopicPattern("^(hall|room)-[[:digit:]]{2}$").matches("room-7"));
}

TEST(TopicPattern, RefusesWhatLibrdkafkaRefuses) {
  const auto client = consumer();
  for (const char* pattern : {"^print", "^a|b", "^[[:alpha:]]+$", "^\\w+", "^a{2}", "^", "^[", "^(a", "^a)", "^a{2",
                              "^a{2,1}", "^*", "^+", "^a\\", "^[z-a]", "^[[:none:]]"}) {
    const PartitionsPtr topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), pattern, RD_KAFKA_PARTITION_UA);
    const auto error = rd_kafka_subscribe(client.get(), topics.get());
    EXPECT_EQ(isRefused(pattern), error == RD_KAFKA_RESP_ERR__INVALID_ARG) << pattern;
  }
  EXPECT_TRUE(isRefused("^["));
  EXPECT_FALSE(isRefused("^\\w+"));
}

}  // namespace
}  // namespace herald::kafka
