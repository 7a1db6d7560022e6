// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "herald/outcome.h"

namespace herald::kafka_sink {

/// The records that librdkafka has, and the attempts that wait for them.
///
/// An attempt may end before its record does: at its deadline, at a stop, or when no broker is there. librdkafka goes
/// on with the record. The next attempt of the event then waits for that record, and writes no second one.
///
/// Has no clock and no lock: for one thread at a time.
class Flights {
 public:
  using Number = std::uint64_t;
  using Done = std::function<void(Outcome outcome)>;

  /// An attempt that waits. A value.
  struct Waiting {
    Clock::time_point deadline{};
    std::stop_token stop{};
    Done done{};
  };

  /// The record of this event that nobody waits for; nothing if there is none. `identity` is the same for the same
  /// record of the same event.
  std::optional<Number> unattended(const std::string& identity) const;

  Number begin(const std::string& identity, Waiting waiting);  ///< a new record
  void join(Number number, Waiting waiting);                   ///< an unattended one

  /// The record has arrived, or never will. Returns the attempt that waits for it, if one does.
  std::optional<Waiting> end(Number number, bool hasArrived);

  /// True if a record of this event has arrived after its attempt had ended. It is forgotten then, and so are the
  /// oldest of more than 10,000.
  bool takeArrived(const std::string& identity);

  /// Those that wait no longer, because of their deadline or of a stop. Their records stay.
  std::vector<Waiting> takeOver(Clock::time_point now);
  std::vector<Waiting> takeAll();  ///< the same for all that wait
  void forgetRecords();            ///< nobody waits, and librdkafka has lost its records

  bool isWaiting() const { return waiting_ > 0; }
  std::size_t size() const { return flights_.size(); }

 private:
  struct Flight {
    std::string identity{};
    std::optional<Waiting> waiting{};
  };

  void remember(const std::string& identity);
  std::vector<Waiting> takeIf(const std::function<bool(const Waiting&)>& isOver);

  std::map<Number, Flight> flights_{};
  std::map<std::string, Number> unattended_{};
  std::list<std::string> arrivals_{};  ///< those that have arrived, in their order
  std::map<std::string, std::list<std::string>::iterator> arrived_{};
  Number last_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace herald::kafka_sink
