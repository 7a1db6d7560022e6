// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kafka/handles.h"

namespace herald::kafka {

/// The number of a kind of request in Kafka's protocol (https://kafka.apache.org/protocol#protocol_api_keys).
enum class Request : std::int16_t {
  Produce = 0,
  Fetch = 1,
  ListOffsets = 2,
  Metadata = 3,
  OffsetCommit = 8,
  OffsetFetch = 9,
  FindCoordinator = 10,
  JoinGroup = 11,
  Heartbeat = 12,
  LeaveGroup = 13,
  SyncGroup = 14,
  InitProducerId = 22,
};

/// A Kafka in the process of a test: librdkafka's mock cluster, on free ports of this machine. For one thread.
class MockCluster {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit MockCluster(int brokers = 1) : client_(makeClient({})) {
    cluster_.reset(rd_kafka_mock_cluster_new(client_.get(), brokers));
    if (!cluster_) throw std::runtime_error("librdkafka has made no mock cluster");
    producer_ = makeClient({{"bootstrap.servers", this->brokers()}, {"acks", "all"}});
  }

  std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }
  rd_kafka_mock_cluster_t* get() const { return cluster_.get(); }

  void createTopic(const std::string& topic, int partitions, int replicas = 1) {
    check(rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), partitions, replicas));
  }

  /// Refuses connections, and ends those that there are. -1 is every broker.
  void setDown(int broker = -1) { check(rd_kafka_mock_broker_set_down(cluster_.get(), broker)); }
  void setUp(int broker = -1) { check(rd_kafka_mock_broker_set_up(cluster_.get(), broker)); }
  void setRoundTrip(int millis, int broker = -1) {
    check(rd_kafka_mock_broker_set_rtt(cluster_.get(), broker, millis));
  }

  /// The next requests of this kind get these answers, in this order.
  void answer(Request kind, const std::vector<rd_kafka_resp_err_t>& errors) {
    rd_kafka_mock_push_request_errors_array(cluster_.get(), static_cast<std::int16_t>(kind), errors.size(),
                                            errors.data());
  }

  /// Writes a record and waits until the cluster has it. Returns its offset.
  std::int64_t produce(const std::string& topic, int partition, const std::string& value, const Headers& headers = {},
                       const std::string& key = {}) {
    HeadersPtr own(rd_kafka_headers_new(headers.size()));
    for (const auto& [name, text] : headers)
      rd_kafka_header_add(own.get(), name.data(), static_cast<ssize_t>(name.size()), text.data(),
                          static_cast<ssize_t>(text.size()));
    Delivery delivery;
    const auto error = rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic.c_str()),
                                         RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                         RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                                         RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_HEADERS(own.get()),
                                         RD_KAFKA_V_OPAQUE(&delivery), RD_KAFKA_V_END);
    check(error);
    (void)own.release();  // the library owns it now
    while (!delivery.isDone) rd_kafka_poll(producer_.get(), 1000);
    check(delivery.error);
    return delivery.offset;
  }

  /// The offset that a group has committed; -1 if none.
  std::int64_t committed(const std::string& group, const std::string& topic, int partition) {
    const auto asks = makeClient({{"bootstrap.servers", brokers()}, {"group.id", group}}, RD_KAFKA_CONSUMER);
    const PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
    check(rd_kafka_committed(asks.get(), list.get(), 30000));
    return list->elems[0].offset < 0 ? -1 : list->elems[0].offset;
  }

 private:
  struct Delivery {
    bool isDone = false;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::int64_t offset = -1;
  };

  static void check(rd_kafka_resp_err_t error) {
    if (error) throw std::runtime_error(std::string("mock cluster: ") + rd_kafka_err2str(error));
  }

  static void delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    auto& delivery = *static_cast<Delivery*>(message->_private);
    delivery = {true, message->err, message->offset};
  }

  static ClientPtr makeClient(const std::map<std::string, std::string>& values,
                              rd_kafka_type_t type = RD_KAFKA_PRODUCER) {
    ConfPtr conf(rd_kafka_conf_new());
    char error[256] = "";
    for (const auto& [name, value] : values)
      if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK)
        throw std::runtime_error(error);
    if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(conf.get(), delivered);
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    ClientPtr client(rd_kafka_new(type, conf.get(), error, sizeof error));
    if (!client) throw std::runtime_error(error);
    (void)conf.release();  // the client owns it now
    return client;
  }

  ClientPtr client_;  // the cluster's own; it outlives it
  std::unique_ptr<rd_kafka_mock_cluster_t, Freed<rd_kafka_mock_cluster_destroy>> cluster_{};
  ClientPtr producer_{};
};

}  // namespace herald::kafka
