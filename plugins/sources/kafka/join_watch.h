// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>

#include "herald/outcome.h"

namespace herald::kafka {

/// Knows whether the member of a group may commit at the moment. It must not while it joins: it has asked to, and does
/// not know its partitions yet. A broker answers the requests of a connection one after the other, so it would see the
/// commit after the join, and the generation in it would be an old one. librdkafka before 2.10 then gives up all
/// partitions of the member (its CHANGELOG, v2.10.0, "assignment lost").
///
/// A member hears from the answer to a heartbeat that it has to join. The commits should not keep time with these, so
/// they keep off them. That leaves an instant in which a join overtakes a commit; the events come again then.
///
/// Any thread may call it. It outlives the client.
class JoinWatch {
 public:
  JoinWatch() = default;
  JoinWatch(const JoinWatch&) = delete;
  JoinWatch& operator=(const JoinWatch&) = delete;

  /// Watches the client that will be made of this configuration.
  void watch(rd_kafka_conf_t* conf);

  bool canCommit(Clock::time_point now) const;

  void willJoin();  ///< the member gives partitions away: librdkafka joins again when they are gone

  /// librdkafka calls it for each request, by the number that Kafka's protocol gives it.
  void sent(int request);
  void answered(int request, Clock::time_point now);  ///< and for each answer, also if it failed

 private:
  std::atomic<bool> isJoining_ = false;
  std::atomic<bool> hasHeartbeat_ = false;  // that is not answered
  std::atomic<Clock::time_point> heard_{};  // the last answer that may have told it to join
};

}  // namespace herald::kafka
