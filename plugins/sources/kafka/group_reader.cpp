// SPDX-License-Identifier: Apache-2.0
#include "group_reader.h"

#include <algorithm>
#include <exception>
#include <stop_token>
#include <utility>

#include "events/bad_event.h"
#include "kafka/kafka_errors.h"

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

constexpr int kMostAtOnce = 500;
constexpr Millis kBetweenCommits = 500ms;
constexpr Millis kBetweenMeasures = 1s;
constexpr Millis kToRelease = 10s;  // what is under way when a partition goes
constexpr Millis kToReleaseAtLeave = 2500ms;
constexpr Millis kToCommit = 1s;
constexpr Millis kToLeave = 3500ms;
constexpr Millis kToLeaveAtStop = 4s;  // of the 5 s that a source has, also if it was busy when the stop came
constexpr Millis kToAnswer = 500ms;
constexpr Millis kToRead = 2s;  // what the owner before has committed

/// "orders/0, orders/1", with "…" after the tenth.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + (names.size() > kMost ? ", …" : "");
}

/// What librdkafka reports before it says that all brokers are down.
bool isOfConnection(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__TRANSPORT || error == RD_KAFKA_RESP_ERR__RESOLVE ||
         error == RD_KAFKA_RESP_ERR__SSL || error == RD_KAFKA_RESP_ERR__AUTHENTICATION;
}

}  // namespace

GroupReader::GroupReader(const ReadingSetup& setup, Feed& feed, Custody& custody)
    : setup_(setup),
      feed_(feed),
      custody_(custody),
      consumer_(setup.connection, setup.subscription, feed),
      settled_(std::make_shared<SettledRecords>([this] { consumer_.wake(); })),
      bad_(feed) {
  for (const auto* counter : {"records", "bad_records", "redelivered", "partitions_taken", "partitions_given",
                              "partitions_lost", "failed_commits"})
    feed_.count(counter, 0);
}

GroupReader::~GroupReader() {
  try {
    leave();
  } catch (const std::exception& error) {
    feed_.log(Level::Warning, std::string("could not leave the group: ") + error.what());
  }
  settled_->close();
}

void GroupReader::leave() {
  isLeaving_ = true;
  leaveBy_ = std::min(leaveBy_.load(), Clock::now() + kToLeave);
  consumer_.close(leaveBy_, *this);
  std::vector<Partition> kept;  // the group has not answered in time
  for (const auto& [partition, queue] : queues_) kept.push_back(partition);
  if (!kept.empty()) revoked(kept, true);
}

void GroupReader::run() {
  const std::stop_callback stopping(feed_.stop(), [this] {
    leaveBy_ = Clock::now() + kToLeaveAtStop;
    consumer_.wake();
  });
  while (!feed_.stop().stop_requested()) {
    consumer_.poll(wait(), kMostAtOnce, *this);
    takeSettled();
    publish();
    commit();
    measure();
    watchBrokers();
  }
}

/// While some events have no room, a receipt ends the wait, or another source makes room unseen.
Millis GroupReader::wait() const {
  const bool isWaiting = std::ranges::any_of(queues_, [](const auto& one) { return !one.second.isEmpty(); });
  const bool isLate = nextCommit_ <= Clock::now();  // commit() waits for canCommit()
  return isLate ? 20ms : isWaiting ? 100ms : kBetweenCommits;
}

void GroupReader::read(Record&& record) {
  if (unknown_.contains(record.partition)) learn({unknown_.begin(), unknown_.end()}, true);
  const auto found = queues_.find(record.partition);
  if (found == queues_.end()) return;
  auto& [partition, queue] = *found;
  brokers_.up();
  const auto last = queue.ledger.last();
  const auto read = queue.ledger.read(record.offset);
  if (read == OffsetLedger::Record::Old) return expectTheSameLog(partition, *last);
  try {
    auto event = setup_.reader.event(record);
    if (!queue.isWanted(read, event.device)) return queue.ledger.settle(record.offset);
    feed_.count("records");
    if (read != OffsetLedger::Record::New) feed_.count("redelivered");
    const auto receipt = [own = settled_, place = partition, at = record.offset] { own->add(place, at); };
    queue.add({.event = std::move(event), .settled = receipt}, record.bytes());
  } catch (const events::BadEvent& bad) {
    feed_.count("records");
    bad_.add(record, bad.what());
    queue.ledger.settle(record.offset);
  }
  if (!queue.isFull() || queue.isPaused) return;
  consumer_.pause(partition);
  queue.isPaused = true;
}

/// A topic that somebody deletes and makes again under the reader begins anew, and librdkafka does not say so. Nothing
/// is lost if the reader begins anew, too.
void GroupReader::expectTheSameLog(const Partition& partition, std::int64_t last) {
  const auto end = consumer_.end(partition);
  if (end && *end <= last)
    throw Failure(Outcome::Verdict::Retry,
                  toString(partition) + " begins anew: somebody has deleted and made the topic");
}

void GroupReader::takeSettled() {
  for (const auto& [partition, offset] : settled_->take())
    if (const auto queue = queues_.find(partition); queue != queues_.end()) queue->second.ledger.settle(offset);
}

void GroupReader::publish() {
  for (auto& [name, queue] : queues_) {
    const Partition& partition = name;
    if (!queue.isEmpty()) queue.drain([&](std::span<HeldEvent> events) { return offer(partition, events); });
    if (!queue.isPaused || !queue.isEmpty()) continue;
    consumer_.resume(partition);
    queue.isPaused = false;
  }
}

bool GroupReader::offer(const Partition& partition, std::span<HeldEvent> events) {
  return custody_.tryPublish(toString(partition), events, setup_.atMost);
}

void GroupReader::commit() {
  const auto now = Clock::now();
  if (now < nextCommit_ || !consumer_.canCommit()) return;
  nextCommit_ = now + kBetweenCommits;
  Offsets offsets;
  for (auto& [partition, queue] : queues_) {
    const auto progress = queue.ledger.progress();
    if (!progress) continue;
    auto current = progress->toCommit();
    if (queue.committed == current) continue;
    queue.committed = current;
    offsets.emplace(partition, std::move(current));
  }
  if (!offsets.empty()) consumer_.commit(offsets);
}

void GroupReader::committed(rd_kafka_resp_err_t error) {
  if (!error) {
    canCommit_ = true;
    return brokers_.up();
  }
  for (auto& [partition, queue] : queues_) queue.committed.reset();  // so the next time tries again
  feed_.count("failed_commits");
  if (std::exchange(canCommit_, false))
    feed_.log(Level::Warning, "could not commit how far it has read: " + meaningOf(error).sentence());
}

void GroupReader::assigned(const std::vector<Partition>& partitions) {
  learn(partitions, false);
  feed_.count("partitions_taken", partitions.size());
  isMember_ = true;
  reason_.clear();
  brokers_.up();
  showPartitions();
}

/// Makes the queues of partitions of which nothing is read, with what the owner before has noted. If the group does not
/// answer, the first record of any of them is the moment to ask again: librdkafka has just got an answer of the group.
void GroupReader::learn(const std::vector<Partition>& partitions, bool isLastTry) {
  const auto before = consumer_.committed(partitions, kToRead);
  for (const auto& partition : partitions) {
    const auto known = before.offsets.find(partition);
    queues_.insert_or_assign(
        partition, PartitionQueue(known == before.offsets.end() ? std::nullopt : Progress::of(known->second)));
    unknown_.erase(partition);
  }
  if (!isLastTry) {
    unknown_.insert(before.unknown.begin(), before.unknown.end());
  } else if (!before.unknown.empty()) {
    std::vector<std::string> names;
    for (const auto& partition : before.unknown) names.push_back(toString(partition));
    feed_.log(Level::Warning, "the group does not say how far the owner before has come in " + listed(names) + ": " +
                                  before.why + "; what that owner delivered behind a gap comes again, and " +
                                  "`redelivered` does not count what comes again");
  }
}

void GroupReader::revoked(const std::vector<Partition>& partitions, bool areLost) {
  const auto deadline = Clock::now() + (isLeaving_ ? kToReleaseAtLeave : kToRelease);
  std::vector<std::string> groups;
  for (const auto& partition : partitions) groups.push_back(toString(partition));
  custody_.release(groups, deadline);
  takeSettled();
  Offsets offsets;
  for (const auto& partition : partitions) {
    const auto found = queues_.find(partition);
    if (found == queues_.end()) continue;
    unknown_.erase(partition);
    if (found->second.isPaused) consumer_.resume(partition);  // or it stays paused if it comes back
    if (const auto progress = found->second.ledger.progress()) offsets.emplace(partition, progress->toCommit());
    queues_.erase(found);
    feed_.measure("partition_lag", toString(partition), std::nullopt);
  }
  if (!areLost && !offsets.empty()) {
    const auto left = std::chrono::duration_cast<Millis>(leaveBy_.load() - Clock::now());
    if (const auto why = consumer_.commitNow(offsets, std::min(left, kToCommit)); !why.empty())
      feed_.log(Level::Warning, "could not commit " + std::to_string(offsets.size()) +
                                    " partitions before they went: " + why + "; some of their events come again");
  }
  feed_.count(areLost ? "partitions_lost" : "partitions_given", partitions.size());
  showPartitions();
}

void GroupReader::showPartitions() {
  std::vector<std::string> names;
  for (const auto& [partition, queue] : queues_) names.push_back(toString(partition));
  feed_.measure("partitions", "", static_cast<double>(names.size()));
  if (isLeaving_) return;
  const auto mine = names.empty() ? "no partition: the other members have them all"
                                  : std::to_string(names.size()) +
                                        (names.size() == 1 ? " partition: " : " partitions: ") + listed(names);
  feed_.ready(setup_.connection.text() + ", group " + setup_.subscription.group + ", " + mine);
}

/// A paused partition fetches nothing, so nobody hears where it ends: this asks, one partition at a time.
void GroupReader::measure() {
  const auto now = Clock::now();
  if (now < nextMeasure_) return;
  nextMeasure_ = now + kBetweenMeasures;
  bool hasAsked = false;
  for (const auto& [partition, queue] : queues_) {
    const bool isAsked = queue.isPaused && !hasAsked && (!lastAsked_ || *lastAsked_ < partition);
    if (queue.isPaused && !isAsked) continue;
    const auto end = isAsked ? consumer_.askEnd(partition, kToAnswer) : consumer_.end(partition);
    if (isAsked) lastAsked_ = partition;
    hasAsked |= isAsked;
    if (!end) continue;
    const auto lag = *end - queue.ledger.done().value_or(*end);
    feed_.measure("partition_lag", toString(partition), static_cast<double>(std::max<std::int64_t>(lag, 0)));
  }
  if (!hasAsked) lastAsked_.reset();
}

void GroupReader::watchBrokers() {
  const auto now = Clock::now();
  if (brokers_.isAskedNow(now) && consumer_.isReachable(1s)) brokers_.up();
  if (brokers_.isGone(now)) throw Failure(Outcome::Verdict::Retry, setup_.connection.text() + ": " + brokers_.why());
}

/// librdkafka goes on after an error. So it ends the run only if this member has nothing, or can do nothing any more. A
/// topic among several may be missing; somebody may be about to make the only one.
void GroupReader::failed(rd_kafka_resp_err_t error, std::string_view detail) {
  const auto meaning = meaningOf(error, detail);
  const bool isMissing = error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  const bool isOfTopic = isMissing || error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
  const bool isAway = error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
  if (isOfConnection(error)) reason_ = meaning.sentence();
  const auto sentence = isAway && !reason_.empty() ? reason_ : meaning.sentence();
  const Failure failure(isMissing ? Outcome::Verdict::Retry : meaning.verdict,
                        setup_.connection.text() + ": " + sentence);
  if (error == RD_KAFKA_RESP_ERR__FATAL) throw failure;
  if (isMember_ || (isOfTopic && setup_.subscription.topics.size() > 1)) {
    if (isAway) brokers_.down(Clock::now(), sentence);
    if (error != RD_KAFKA_RESP_ERR__TRANSPORT) feed_.log(Level::Warning, failure.what());  // its log has these
    return;
  }
  if (isAway || meaning.verdict != Outcome::Verdict::Retry) throw failure;
}

}  // namespace herald::kafka
