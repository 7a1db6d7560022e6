// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bad_records.h"
#include "broker_watch.h"
#include "group_consumer.h"
#include "herald/source.h"
#include "kafka/connection_setup.h"
#include "partition_queue.h"
#include "record_reader.h"
#include "settled_records.h"

namespace herald::kafka {

/// What a GroupReader reads, and how. A value.
struct ReadingSetup {
  ConnectionSetup connection{};
  Subscription subscription{};
  RecordReader reader;
  std::optional<Millis> atMost{};  ///< see Custody::publish
};

/// Publishes the records of a group's partitions in custody, and commits the offset of each partition up to the last
/// settled record without a gap. Each partition is a group of Herald's custody.
///
/// - A partition is read on while some of its events wait for a receiver, until a sink has no room for more. Then it
///   pauses. The others go on, and the member stays in its group.
/// - Before a partition goes to another member, its deliveries that have not begun are dropped, those under way end or
///   are given up, and the offset is committed. A partition that is lost already is not committed.
/// - A record that is no event is settled at once, and the operator is told.
///
/// For one thread: that of the source. Only the receipts come on others.
class GroupReader final : private GroupMember {
 public:
  /// Joins the group. Throws Failure. Feed and custody outlive it.
  GroupReader(const ReadingSetup& setup, Feed& feed, Custody& custody);

  /// Gives all partitions away, as above, and leaves the group. Takes at most 4 s, and if the source was asked to stop,
  /// not longer than until 4.5 s after that.
  ~GroupReader() override;
  GroupReader(const GroupReader&) = delete;
  GroupReader& operator=(const GroupReader&) = delete;

  /// Reads until the source must stop. Throws Failure if the cluster is gone, or refuses this member.
  void run();

 private:
  void read(Record&& record) override;
  void assigned(const std::vector<Partition>& partitions) override;
  void revoked(const std::vector<Partition>& partitions, bool areLost) override;
  void failed(rd_kafka_resp_err_t error, std::string_view detail) override;
  void committed(rd_kafka_resp_err_t error) override;

  void leave();
  Millis wait() const;
  void learn(const std::vector<Partition>& partitions, bool isLastTry);
  void expectTheSameLog(const Partition& partition, std::int64_t last);
  void takeSettled();
  void publish();
  bool offer(const Partition& partition, std::span<HeldEvent> events);
  void commit();
  void measure();
  void watchBrokers();
  void showPartitions();

  const ReadingSetup& setup_;
  Feed& feed_;
  Custody& custody_;
  GroupConsumer consumer_;
  std::shared_ptr<SettledRecords> settled_;  // the receipts have it, too
  BadRecords bad_;
  BrokerWatch brokers_{};
  std::map<Partition, PartitionQueue> queues_{};
  std::set<Partition> unknown_{};  // nothing of them is read, and the group has not said how far the owner before came
  bool isMember_ = false;          // a rebalance has ended since the start
  std::string reason_{};           // why there was no connection last
  bool isLeaving_ = false;
  std::atomic<Clock::time_point> leaveBy_{Clock::time_point::max()};  // a request to stop sets it on its own thread
  bool canCommit_ = true;                                             // the last commit worked
  Clock::time_point nextCommit_{};
  Clock::time_point nextMeasure_{};
  std::optional<Partition> lastAsked_{};  // the paused partition whose end was asked last
};

}  // namespace herald::kafka
