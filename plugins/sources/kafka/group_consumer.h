// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/host.h"
#include "join_watch.h"
#include "kafka/client.h"
#include "kafka/connection_setup.h"
#include "kafka/handles.h"
#include "record.h"

namespace herald::kafka {

/// Which records a member of a group wants. A value.
struct Subscription {
  std::string group{};
  std::vector<std::string> topics{};  ///< names, or patterns that begin with ^
  bool fromBeginning = true;          ///< where a group begins that has committed nothing: at the oldest record
};

/// What a group says about some partitions. A value.
struct CommittedAnswer {
  Offsets offsets{};                 ///< without the partitions of which the group has committed nothing
  std::vector<Partition> unknown{};  ///< it has not answered about these
  std::string why{};                 ///< why not, as a clause; empty if it has answered about all
};

/// What happens to a member of a group. GroupConsumer calls it from poll() and close(); it may throw.
class GroupMember {
 public:
  virtual ~GroupMember() = default;

  virtual void read(Record&& record) = 0;

  /// These partitions are the member's from now on, besides those that it has.
  virtual void assigned(const std::vector<Partition>& partitions) = 0;

  /// These partitions go to another member when the call returns. If they are lost, that has happened already: nothing
  /// may be committed.
  virtual void revoked(const std::vector<Partition>& partitions, bool areLost) = 0;

  /// librdkafka reports an error. It goes on by itself, unless the call throws.
  virtual void failed(rd_kafka_resp_err_t error, std::string_view detail) = 0;

  /// A commit that somebody began with commit() has ended.
  virtual void committed(rd_kafka_resp_err_t error) = 0;
};

/// One member of a consumer group: librdkafka, without its callbacks. Nothing happens outside of poll() and close(), so
/// the member needs no lock.
///
/// Partitions move by the cooperative protocol: a rebalance takes from a member only what another one gets, and the
/// member goes on with the rest meanwhile. It commits nothing by itself. For one thread, except wake().
class GroupConsumer {
 public:
  /// Joins the group. Throws Failure. `host` outlives it; it gets librdkafka's log.
  GroupConsumer(const ConnectionSetup& setup, const Subscription& subscription, Host& host);
  ~GroupConsumer() = default;  ///< does not leave the group, see close()
  GroupConsumer(const GroupConsumer&) = delete;
  GroupConsumer& operator=(const GroupConsumer&) = delete;

  /// Waits until something happens or for `wait`. Tells the member what has happened: at most `most` things. Call it at
  /// least every few minutes, or the group takes the partitions away.
  void poll(Millis wait, int most, GroupMember& member);

  /// Ends the wait of poll(), or that of its next call. Any thread may call it, until close().
  void wake();

  /// Whether commit() may be called now, see JoinWatch.
  bool canCommit() const { return joining_->canCommit(Clock::now()); }

  void commit(const Offsets& offsets);                         ///< without waiting, see GroupMember::committed
  std::string commitNow(const Offsets& offsets, Millis most);  ///< returns why it failed; empty if it is committed

  CommittedAnswer committed(const std::vector<Partition>& partitions, Millis most);  ///< what the group has committed

  void pause(const Partition& partition);  ///< no more records of it
  void resume(const Partition& partition);

  /// The offset of the next record that somebody will write, as the last answer of the broker said; nothing if none
  /// did.
  std::optional<std::int64_t> end(const Partition& partition);
  std::optional<std::int64_t> askEnd(const Partition& partition, Millis most);  ///< the same, asked now

  bool isReachable(Millis most);  ///< whether a broker answers in time

  /// Gives all partitions away and leaves the group. Returns at `deadline` at the latest, if the member does.
  void close(Clock::time_point deadline, GroupMember& member);

 private:
  static EventPtr next(rd_kafka_queue_t* queue, Millis wait);
  void handle(const EventPtr& event, GroupMember& member);
  void rebalance(const EventPtr& event, GroupMember& member);

  Host& host_;
  std::shared_ptr<JoinWatch> joining_ = std::make_shared<JoinWatch>();  // the client's threads have it, too
  EndedClientPtr client_;
  QueuePtr queue_;  // goes before the client
};

}  // namespace herald::kafka
