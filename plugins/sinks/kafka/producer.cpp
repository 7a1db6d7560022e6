// SPDX-License-Identifier: Apache-2.0
#include "producer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "herald/thread.h"
#include "kafka/client.h"
#include "kafka/client_log.h"
#include "kafka/kafka_errors.h"

namespace herald::kafka_sink {
namespace {

using kafka::EventPtr;
using kafka::HeadersPtr;
using kafka::QueuePtr;
using Verdict = Outcome::Verdict;

constexpr int kTick = 100;         // ms, between two looks at deadlines and stops, while somebody waits
constexpr int kForever = 60'000;   // ms; a wake-up ends it
constexpr Millis kFarewell(5000);  // for the threads of librdkafka
constexpr Millis kReportTime(2000);
constexpr Millis kDownTime(500);  // of an attempt while no broker is there
constexpr const char* kRetries = "5";
constexpr auto kUnderWay = RD_KAFKA_RESP_ERR__IN_PROGRESS;

/// librdkafka gives a record up a little before the attempt ends, and looks for such records once a second.
Millis recordTime(Millis timeout) { return std::max(timeout - kReportTime, timeout / 2); }

/// Another broker will say the same. A handshake that was only cut off says nothing about the others.
bool concernsAllBrokers(rd_kafka_resp_err_t error, std::string_view detail) {
  const bool isOfHandshake = error == RD_KAFKA_RESP_ERR__AUTHENTICATION || error == RD_KAFKA_RESP_ERR__SSL;
  return isOfHandshake && kafka::meaningOf(error, detail).verdict == Verdict::Hold;
}

HeadersPtr headersOf(const Record& record) {
  HeadersPtr headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers)
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  return headers;
}

std::int64_t millisOf(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<Millis>(time.time_since_epoch()).count();
}

/// The same for the same record of the same event.
std::string identityOf(const Event& event, const Record& record) {
  const auto content = std::hash<std::string>()(record.topic + '\0' + record.key + '\0' + record.value);
  return event.id + ' ' + std::to_string(content);
}

Outcome retry(std::string reason) { return {.verdict = Verdict::Retry, .reason = std::move(reason)}; }

}  // namespace

Producer::Producer(ProducerSetup setup, Host& host) : setup_(std::move(setup)), host_(host) {}

Producer::~Producer() {
  std::thread reporter;
  {
    const MutexLock lock(mutex_);
    isEnding_ = true;
    reporter = std::exchange(reporter_, {});
    if (client_) wake();
    changed_.notifyAll();
  }
  if (reporter.joinable()) reporter.join();
  kafka::ClientPtr client;
  {
    const MutexLock lock(mutex_);
    client = std::exchange(client_, nullptr);
  }
  if (client) rd_kafka_purge(client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
  kafka::endClient(std::move(client), kFarewell);
}

void Producer::send(const Record& record, const Attempt& attempt, const Flights::Done& done) {
  if (attempt.stop.stop_requested()) return done(retry("the record was not sent: Herald is stopping"));
  if (Clock::now() >= attempt.deadline) return done(retry("there was no time left to send the record: raise timeout"));
  auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
  {
    const MutexLock lock(mutex_);
    error = begin(record, attempt, done);
  }
  if (error != kUnderWay) done(error == RD_KAFKA_RESP_ERR_NO_ERROR ? Outcome{} : outcomeOf(error, record.topic));
}

/// Returns kUnderWay if the reporter will end the attempt.
rd_kafka_resp_err_t Producer::begin(const Record& record, const Attempt& attempt, const Flights::Done& done) {
  const auto identity = identityOf(attempt.event, record);
  if (flights_.takeArrived(identity)) return RD_KAFKA_RESP_ERR_NO_ERROR;
  if (isLost_) return RD_KAFKA_RESP_ERR__FATAL;
  start();
  const bool mustWake = !flights_.isWaiting();
  const auto deadline = isDown_ ? std::min(attempt.deadline, Clock::now() + kDownTime) : attempt.deadline;
  Flights::Waiting waiting{deadline, attempt.stop, done};
  if (const auto known = flights_.unattended(identity)) {
    flights_.join(*known, std::move(waiting));
  } else {
    const auto number = flights_.begin(identity, std::move(waiting));
    if (const auto error = write(record, number); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      flights_.end(number, false);
      return error;
    }
  }
  if (mustWake) wake();
  return kUnderWay;
}

void Producer::wake() { rd_kafka_queue_yield(QueuePtr(rd_kafka_queue_get_main(client_.get())).get()); }

void Producer::start() {
  if (!client_) {
    client_ = kafka::startClient(RD_KAFKA_PRODUCER, conf());
    changed_.notifyAll();
  }
  if (!reporter_.joinable()) reporter_ = startThread([this] { report(); });
}

kafka::ConfPtr Producer::conf() const {
  // What the user may change. The partitioner is that of Kafka's own clients. About the time that records wait for
  // others: while five records of a partition are under way, librdkafka's thread spins as soon as another one has
  // waited for so long. So this is longer than an acknowledgement takes in a local network.
  auto conf = setup_.connection.conf({{"partitioner", "murmur2_random"},
                                      {"linger.ms", "50"},
                                      {"topic.metadata.propagation.max.ms", "5000"},
                                      {"log.connection.close", "false"}});
  const auto millis = recordTime(setup_.timeout).count();
  kafka::setProperty(conf, "acks", "all");
  kafka::setProperty(conf, "enable.idempotence", "true");
  kafka::setProperty(conf, "compression.type", setup_.compression);
  kafka::setProperty(conf, "message.timeout.ms", std::to_string(millis));
  // Otherwise a record would end with a timeout, and nobody would know why the brokers refuse it.
  kafka::setProperty(conf, "message.send.max.retries", kRetries);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  return conf;
}

rd_kafka_resp_err_t Producer::write(const Record& record, Flights::Number number) {
  auto headers = headersOf(record);
  std::array<rd_kafka_vu_t, 7> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {record.key.empty() ? nullptr : const_cast<char*>(record.key.data()), record.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[3].u.headers = headers.get();
  parts[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  parts[4].u.i64 = millisOf(record.time);
  parts[5].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[5].u.i = RD_KAFKA_MSG_F_COPY;
  parts[6].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[6].u.ptr = std::bit_cast<void*>(static_cast<std::uintptr_t>(number));
  const kafka::ErrorPtr error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (error) return rd_kafka_error_code(error.get());
  (void)headers.release();  // librdkafka owns them now
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// The thread of the reporter. A look at all attempts is expensive while thousands are under way. So it looks once in
/// kTick, not after each event.
void Producer::report() {
  auto nextLook = Clock::time_point::min();
  while (rd_kafka_t* const client = awaitClient()) {
    const QueuePtr queue(rd_kafka_queue_get_main(client));
    if (const EventPtr event{rd_kafka_queue_poll(queue.get(), patience())}) take(event.get());
    if (const auto now = Clock::now(); now >= nextLook) {
      endOverdue(now);
      nextLook = now + Millis(kTick);
    }
    replaceLost();
  }
  endOverdue(Clock::now());
}

rd_kafka_t* Producer::awaitClient() {
  const MutexLock lock(mutex_);
  changed_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return isEnding_ || client_ != nullptr; });
  return isEnding_ ? nullptr : client_.get();
}

int Producer::patience() {
  const MutexLock lock(mutex_);
  return isEnding_ ? 0 : flights_.isWaiting() ? kTick : kForever;
}

void Producer::take(rd_kafka_event_t* event) {
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DR:
      while (const auto* message = rd_kafka_event_message_next(event)) takeDelivery(*message);
      break;
    case RD_KAFKA_EVENT_ERROR: takeError(event); break;
    case RD_KAFKA_EVENT_LOG: takeLog(event); break;
    default: break;
  }
}

void Producer::takeDelivery(const rd_kafka_message_t& message) {
  std::optional<Flights::Waiting> waiting;
  bool isNew = false;
  {
    const MutexLock lock(mutex_);
    const bool hasArrived = message.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    waiting =
        flights_.end(static_cast<Flights::Number>(reinterpret_cast<std::uintptr_t>(message._private)), hasArrived);
    if (hasArrived) {
      isNew = !std::exchange(isConnected_, true);
      isDown_ = noneIsUp_ = false;
      trouble_ = {};
    }
  }
  if (isNew) host_.ready(setup_.connection.text());
  if (!waiting) return;
  waiting->done(message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? Outcome{}
                                                          : outcomeOf(message.err, rd_kafka_topic_name(message.rkt)));
}

void Producer::takeError(rd_kafka_event_t* event) {
  const auto code = rd_kafka_event_error(event);
  Trouble trouble{code, rd_kafka_event_error_string(event)};
  {
    const MutexLock lock(mutex_);
    if (code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(event) != 0) {
      std::array<char, 512> why{};
      const auto cause = rd_kafka_fatal_error(client_.get(), why.data(), why.size());
      trouble = {cause, why.data()};
      isLost_ = true;
    }
    // Brokers close idle connections, too. So no connection is no trouble until a new one fails.
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
      noneIsUp_ = true;
    else
      trouble_ = trouble;
    trouble = trouble_;
    const bool hasFailed = noneIsUp_ && trouble.code != RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!isLost_ && !concernsAllBrokers(code, trouble.detail) && !hasFailed) return;
    isDown_ = true;
  }
  endAll(trouble);
}

void Producer::takeLog(rd_kafka_event_t* event) const {
  const char *facility = "", *text = "";
  int severity = 0;
  if (rd_kafka_event_log(event, &facility, &text, &severity) == 0) kafka::logLine(host_, severity, facility, text);
}

void Producer::endOverdue(Clock::time_point now) {
  std::vector<Flights::Waiting> over;
  Trouble trouble;
  {
    const MutexLock lock(mutex_);
    over = flights_.takeOver(now);
    trouble = trouble_;
  }
  for (const auto& one : over) {
    if (one.stop.stop_requested())
      one.done(retry("the record to " + setup_.connection.text() + " was given up: Herald is stopping"));
    else if (trouble.code != RD_KAFKA_RESP_ERR_NO_ERROR)
      one.done(outcomeOf(trouble));
    else
      one.done(retry(setup_.connection.text() + " gave no answer in time: check `brokers`, or raise timeout"));
  }
}

/// Ends all attempts. Their records stay with librdkafka, and the next attempts wait for them.
void Producer::endAll(const Trouble& trouble) {
  std::vector<Flights::Waiting> all;
  bool wasConnected = false;
  {
    const MutexLock lock(mutex_);
    all = flights_.takeAll();
    wasConnected = std::exchange(isConnected_, false);
  }
  if (wasConnected) host_.ready("");
  for (const auto& one : all) one.done(outcomeOf(trouble));
}

/// If librdkafka's producer is at its end, the next record gets a new one. Until the old one is gone, no record begins:
/// so the new one cannot overtake it.
void Producer::replaceLost() {
  kafka::ClientPtr old;
  {
    const MutexLock lock(mutex_);
    if (!isLost_) return;
    old = std::exchange(client_, nullptr);
  }
  kafka::endClient(std::move(old), kFarewell);
  const MutexLock lock(mutex_);
  flights_.forgetRecords();  // nobody waits: endAll() came before
  trouble_ = {};
  isLost_ = isDown_ = noneIsUp_ = false;
}

Outcome Producer::outcomeOf(const Trouble& trouble) const {
  const auto meaning = kafka::meaningOf(trouble.code, trouble.detail);
  return {.verdict = meaning.verdict,
          .reason = setup_.connection.text() + ": " + meaning.sentence(),
          .status = std::max(0, static_cast<int>(trouble.code))};
}

/// What became of a record. If it was not sent in time, the trouble of a connection is probably why.
Outcome Producer::outcomeOf(rd_kafka_resp_err_t error, const std::string& topic) {
  if (error == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || error == RD_KAFKA_RESP_ERR__FATAL) {
    const MutexLock lock(mutex_);
    if (trouble_.code != RD_KAFKA_RESP_ERR_NO_ERROR) return outcomeOf(trouble_);
  }
  auto outcome = outcomeOf(Trouble{error});
  outcome.reason.insert(setup_.connection.text().size(), ", topic " + topic);
  return outcome;
}

}  // namespace herald::kafka_sink
