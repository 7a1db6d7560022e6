// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kafka/testing/mock_cluster.h"

namespace herald::kafka_sink {

/// A record as a consumer sees it. A value.
struct ReadRecord {
  std::string key{}, value{};
  std::map<std::string, std::string> headers{};
  std::int64_t millis = 0;
  int partition = -1;
};

/// Reads a topic from its beginning, partition by partition in turn. For one thread.
class TopicReader {
 public:
  TopicReader(const std::string& brokers, const std::string& topic, int partitions = 1) {
    kafka::ConfPtr conf(rd_kafka_conf_new());
    for (const auto& [name, value] : std::map<std::string, std::string>{{"bootstrap.servers", brokers},
                                                                        {"group.id", "reader"},
                                                                        {"fetch.wait.max.ms", "10"},
                                                                        {"enable.auto.commit", "false"}})
      rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), nullptr, 0);
    consumer_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), nullptr, 0));
    (void)conf.release();
    rd_kafka_poll_set_consumer(consumer_.get());
    const kafka::PartitionsPtr all(rd_kafka_topic_partition_list_new(partitions));
    for (int i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), i)->offset = 0;
    rd_kafka_assign(consumer_.get(), all.get());
  }
  ~TopicReader() { rd_kafka_consumer_close(consumer_.get()); }
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  /// Waits for the next record.
  ReadRecord next() {
    for (;;) {
      const MessagePtr message(rd_kafka_consumer_poll(consumer_.get(), 30000));
      if (!message) throw std::runtime_error("no record came");
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return read(*message);
    }
  }

  std::vector<ReadRecord> next(int count) {
    std::vector<ReadRecord> records;
    for (int i = 0; i < count; ++i) records.push_back(next());
    return records;
  }

 private:
  using MessagePtr = std::unique_ptr<rd_kafka_message_t, kafka::Freed<rd_kafka_message_destroy>>;

  static ReadRecord read(const rd_kafka_message_t& message) {
    ReadRecord record;
    if (message.key) record.key.assign(static_cast<const char*>(message.key), message.key_len);
    if (message.payload) record.value.assign(static_cast<const char*>(message.payload), message.len);
    record.millis = rd_kafka_message_timestamp(&message, nullptr);
    record.partition = message.partition;
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i)
      record.headers[name] = std::string(static_cast<const char*>(value), size);
    return record;
  }

  kafka::ClientPtr consumer_{};
};

}  // namespace herald::kafka_sink
