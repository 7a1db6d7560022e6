// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>

namespace herald::kafka {

/// Knows whether the member of a group is joining at the moment: it has asked to, and does not know its partitions yet.
/// It must commit nothing meanwhile. A broker answers the requests of a connection one after the other, so it would see
/// the commit after the join, and the generation in it would be an old one. librdkafka before 2.10 then gives up all
/// partitions of the member (its CHANGELOG, v2.10.0, "assignment lost").
///
/// Any thread may ask. It outlives the client.
class JoinWatch {
 public:
  JoinWatch() = default;
  JoinWatch(const JoinWatch&) = delete;
  JoinWatch& operator=(const JoinWatch&) = delete;

  /// Watches the client that will be made of this configuration.
  void watch(rd_kafka_conf_t* conf);

  bool isJoining() const { return isJoining_; }

  void willJoin();  ///< the member gives partitions away: librdkafka joins again when they are gone

  void sent(int request);      ///< librdkafka calls it for each request, by the number that Kafka's protocol gives it
  void answered(int request);  ///< and for each answer

 private:
  std::atomic<bool> isJoining_ = false;
};

}  // namespace herald::kafka
