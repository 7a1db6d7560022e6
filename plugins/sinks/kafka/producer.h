// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "flights.h"
#include "herald/host.h"
#include "herald/mutex.h"
#include "herald/sink.h"
#include "kafka/connection_setup.h"
#include "kafka/handles.h"
#include "record.h"

namespace herald::kafka_sink {

/// How a producer writes. A value.
struct ProducerSetup {
  kafka::ConnectionSetup connection{};
  std::string compression{"none"};
  Millis timeout{30'000};  ///< of one attempt
};

/// Writes records to Kafka: an idempotent producer of librdkafka, which all instances of a sink share. A record is
/// delivered when all in-sync replicas have acknowledged it. Records with the same key keep their order.
///
/// It connects with the first record, and keeps its connections. While no broker is there, an attempt ends after a
/// moment; its record stays with librdkafka, see Flights. librdkafka tries a record again by itself until
/// shortly before the end of `timeout`; a retry cannot make a second record, or change the order. After an error that
/// ends the producer of librdkafka (_FATAL), the next record gets a new one.
///
/// It has one thread, the reporter, from the first record to the end: it takes what librdkafka reports, its log too,
/// and ends the attempts. The destructor waits for it, and 5 s at most for librdkafka, which drops the records that it
/// still has. Any thread may call it. `host` outlives it.
class Producer {
 public:
  Producer(ProducerSetup setup, Host& host);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Begins to write a record, and never waits for a broker. Calls `done` once, on this thread or on the reporter, also
  /// after the attempt's deadline or a stop. Throws Failure if librdkafka cannot start, and NoThread.
  void send(const Record& record, const Attempt& attempt, const Flights::Done& done);

 private:
  /// Why librdkafka is in trouble; the code is 0 if it is not.
  struct Trouble {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string detail{};
  };

  rd_kafka_resp_err_t begin(const Record& record, const Attempt& attempt, const Flights::Done& done)
      HERALD_REQUIRES(mutex_);
  void start() HERALD_REQUIRES(mutex_);
  rd_kafka_resp_err_t write(const Record& record, Flights::Number number) HERALD_REQUIRES(mutex_);
  kafka::ConfPtr conf() const;
  void report();
  rd_kafka_t* awaitClient();
  int patience();
  void take(rd_kafka_event_t* event);
  void takeDelivery(const rd_kafka_message_t& message);
  void takeError(rd_kafka_event_t* event);
  void takeLog(rd_kafka_event_t* event) const;
  void endOverdue(Clock::time_point now);
  void endAll(const Trouble& trouble);
  void replaceLost();
  void wake() HERALD_REQUIRES(mutex_);
  Outcome outcomeOf(const Trouble& trouble) const;
  Outcome outcomeOf(rd_kafka_resp_err_t error, const std::string& topic);

  const ProducerSetup setup_;
  Host& host_;
  Mutex mutex_{};
  Condition changed_{};
  kafka::ClientPtr client_ HERALD_GUARDED_BY(mutex_);  ///< only the reporter takes it away
  Flights flights_ HERALD_GUARDED_BY(mutex_);
  Trouble trouble_ HERALD_GUARDED_BY(mutex_);
  bool isConnected_ HERALD_GUARDED_BY(mutex_) = false;  ///< a record has arrived, and no trouble came since
  bool noneIsUp_ HERALD_GUARDED_BY(mutex_) = false;     ///< there is no connection, since the last record arrived
  bool isDown_ HERALD_GUARDED_BY(mutex_) = false;       ///< no broker takes any record
  bool isLost_ HERALD_GUARDED_BY(mutex_) = false;       ///< librdkafka's producer is at its end
  bool isEnding_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread reporter_ HERALD_GUARDED_BY(mutex_);
};

}  // namespace herald::kafka_sink
