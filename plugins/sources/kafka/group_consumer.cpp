// SPDX-License-Identifier: Apache-2.0
#include "group_consumer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "kafka/client_log.h"
#include "kafka/kafka_errors.h"

namespace herald::kafka {
namespace {

constexpr Millis kToEnd = std::chrono::milliseconds(500);
constexpr Millis kBeforeNextTry = std::chrono::milliseconds(50);

int countOf(Millis time) { return static_cast<int>(std::max<Millis::rep>(time.count(), 0)); }

std::string textOf(const void* bytes, std::size_t size) {
  return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
}

std::vector<Partition> partitionsOf(const rd_kafka_topic_partition_list_t* list) {
  std::vector<Partition> partitions;
  for (int i = 0; list && i < list->cnt; ++i) partitions.push_back({list->elems[i].topic, list->elems[i].partition});
  return partitions;
}

PartitionsPtr listOf(const std::vector<Partition>& partitions) {
  PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& [topic, number] : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), number);
  return list;
}

PartitionsPtr listOf(const Offsets& offsets) {
  PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, committed] : offsets) {
    auto* entry = rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.number);
    entry->offset = committed.offset;
    entry->metadata = ::strdup(committed.note.c_str());  // the list frees it
    entry->metadata_size = entry->metadata ? committed.note.size() : 0;
  }
  return list;
}

Record recordOf(const rd_kafka_message_t* message) {
  rd_kafka_timestamp_type_t type{};
  Record record{.partition = {rd_kafka_topic_name(message->rkt), message->partition},
                .offset = message->offset,
                .millis = rd_kafka_message_timestamp(message, &type),
                .key = textOf(message->key, message->key_len),
                .value = textOf(message->payload, message->len)};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(message, &headers)) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &size); ++i)
    record.headers.emplace_back(name, textOf(value, size));
  return record;
}

ConfPtr confFor(const ConnectionSetup& setup, const Subscription& subscription, JoinWatch& joining) {
  auto conf = setup.conf();
  joining.watch(conf.get());
  const auto set = [&](const char* name, const std::string& value) { setProperty(conf, name, value); };
  set("group.id", subscription.group);
  set("auto.offset.reset", subscription.fromBeginning ? "earliest" : "latest");
  set("enable.auto.commit", "false");
  set("enable.auto.offset.store", "false");
  set("isolation.level", "read_committed");
  set("partition.assignment.strategy", "cooperative-sticky");
  // The outbox has its own bounds: what waits before it need not be much.
  set("queued.min.messages", "1000");
  set("queued.max.messages.kbytes", "8192");
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_LOG);
  return conf;
}

void check(ErrorPtr error) {
  if (!error) return;
  const auto meaning = meaningOf(rd_kafka_error_code(error.get()), rd_kafka_error_string(error.get()));
  throw Failure(meaning.verdict, meaning.sentence());
}

void check(rd_kafka_resp_err_t error) {
  if (!error) return;
  const auto meaning = meaningOf(error);
  throw Failure(meaning.verdict, meaning.sentence());
}

}  // namespace

GroupConsumer::GroupConsumer(const ConnectionSetup& setup, const Subscription& subscription, Host& host)
    : host_(host),
      client_(startClient(RD_KAFKA_CONSUMER, confFor(setup, subscription, *joining_)).release(),
              ClientEnd{kToEnd, joining_}) {
  check(rd_kafka_poll_set_consumer(client_.get()));
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  std::vector<Partition> topics;
  for (const auto& topic : subscription.topics) topics.push_back({topic, RD_KAFKA_PARTITION_UA});
  check(rd_kafka_subscribe(client_.get(), listOf(topics).get()));
}

void GroupConsumer::wake() { rd_kafka_queue_yield(queue_.get()); }

void GroupConsumer::poll(Millis wait, int most, GroupMember& member) {
  for (int i = 0; i < most; ++i) {
    const auto event = next(queue_.get(), i == 0 ? wait : Millis(0));
    if (!event) return;
    handle(event, member);
  }
}

EventPtr GroupConsumer::next(rd_kafka_queue_t* queue, Millis wait) {
  return EventPtr(rd_kafka_queue_poll(queue, countOf(wait)));
}

void GroupConsumer::handle(const EventPtr& event, GroupMember& member) {
  switch (rd_kafka_event_type(event.get())) {
    case RD_KAFKA_EVENT_FETCH:
      while (const auto* message = rd_kafka_event_message_next(event.get()))
        message->err ? member.failed(message->err, rd_kafka_message_errstr(message)) : member.read(recordOf(message));
      return;
    case RD_KAFKA_EVENT_REBALANCE: return rebalance(event, member);
    case RD_KAFKA_EVENT_ERROR:
      return member.failed(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()));
    case RD_KAFKA_EVENT_OFFSET_COMMIT: return member.committed(rd_kafka_event_error(event.get()));
    case RD_KAFKA_EVENT_LOG: {
      const char *facility = "", *text = "";
      int severity = 0;
      if (rd_kafka_event_log(event.get(), &facility, &text, &severity) == 0) logLine(host_, severity, facility, text);
      return;
    }
    default: return;
  }
}

void GroupConsumer::rebalance(const EventPtr& event, GroupMember& member) {
  const auto* list = rd_kafka_event_topic_partition_list(event.get());
  switch (rd_kafka_event_error(event.get())) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      member.assigned(partitionsOf(list));
      check(ErrorPtr(rd_kafka_incremental_assign(client_.get(), list)));
      return;
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS: {
      const bool areLost = rd_kafka_assignment_lost(client_.get()) != 0;
      member.revoked(partitionsOf(list), areLost);
      if (!areLost) joining_->willJoin();
      check(ErrorPtr(rd_kafka_incremental_unassign(client_.get(), list)));
      return;
    }
    default:
      check(rd_kafka_assign(client_.get(), nullptr));
      member.failed(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()));
  }
}

void GroupConsumer::commit(const Offsets& offsets) {
  rd_kafka_commit_queue(client_.get(), listOf(offsets).get(), queue_.get(), nullptr, nullptr);
}

/// The group takes no commits for a moment while a rebalance of others ends.
std::string GroupConsumer::commitNow(const Offsets& offsets, Millis most) {
  const auto deadline = Clock::now() + most;
  const QueuePtr answer(rd_kafka_queue_new(client_.get()));
  for (;;) {
    auto error = rd_kafka_commit_queue(client_.get(), listOf(offsets).get(), answer.get(), nullptr, nullptr);
    if (!error) {
      const auto event = next(answer.get(), std::chrono::duration_cast<Millis>(deadline - Clock::now()));
      error = event ? rd_kafka_event_error(event.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
    }
    if (!error) return {};
    if (error != RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS || Clock::now() >= deadline) return rd_kafka_err2str(error);
    next(answer.get(), kBeforeNextTry);
  }
}

CommittedAnswer GroupConsumer::committed(const std::vector<Partition>& partitions, Millis most) {
  CommittedAnswer answer;
  const auto list = listOf(partitions);
  const auto error = rd_kafka_committed(client_.get(), list.get(), countOf(most));
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    const Partition partition{entry.topic, entry.partition};
    if (const auto own = error ? error : entry.err) {
      answer.unknown.push_back(partition);
      answer.why = meaningOf(own).sentence();
    } else if (entry.offset >= 0) {
      answer.offsets[partition] = {entry.offset, textOf(entry.metadata, entry.metadata_size)};
    }
  }
  return answer;
}

void GroupConsumer::pause(const Partition& partition) {
  rd_kafka_pause_partitions(client_.get(), listOf(std::vector{partition}).get());
}

void GroupConsumer::resume(const Partition& partition) {
  rd_kafka_resume_partitions(client_.get(), listOf(std::vector{partition}).get());
}

std::optional<std::int64_t> GroupConsumer::end(const Partition& partition) {
  std::int64_t low = 0, high = 0;
  if (rd_kafka_get_watermark_offsets(client_.get(), partition.topic.c_str(), partition.number, &low, &high) || high < 0)
    return std::nullopt;
  return high;
}

std::optional<std::int64_t> GroupConsumer::askEnd(const Partition& partition, Millis most) {
  std::int64_t low = 0, high = 0;
  const auto error = rd_kafka_query_watermark_offsets(client_.get(), partition.topic.c_str(), partition.number, &low,
                                                      &high, countOf(most));
  if (error) return std::nullopt;
  return high;
}

bool GroupConsumer::isReachable(Millis most) {
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(client_.get(), 0, nullptr, &metadata, countOf(most))) return false;
  rd_kafka_metadata_destroy(metadata);
  return true;
}

/// librdkafka sends the consumer's queue to the one that it gets here, so it has to be another one.
void GroupConsumer::close(Clock::time_point deadline, GroupMember& member) {
  const QueuePtr last(rd_kafka_queue_new(client_.get()));
  check(ErrorPtr(rd_kafka_consumer_close_queue(client_.get(), last.get())));
  while (!rd_kafka_consumer_closed(client_.get()) && Clock::now() < deadline) {
    const auto left = std::chrono::duration_cast<Millis>(deadline - Clock::now());
    if (const auto event = next(last.get(), std::min(left, Millis(100)))) handle(event, member);
  }
}

}  // namespace herald::kafka
