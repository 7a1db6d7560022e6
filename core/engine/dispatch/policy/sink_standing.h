// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/dispatch/policy/breaker.h"
#include "engine/dispatch/policy/rejections.h"
#include "engine/dispatch/policy/sink_record.h"
#include "engine/dispatch/sink/sink_status.h"

namespace herald::core {

/// How a sink stands: what the operator asked for, what he sees, what he has to be told, and what a later process has
/// to know. After each change outside of it, update() has to be called. One thread at a time may use it.
class SinkStanding {
 public:
  /// The operator has to be told.
  struct Alert {
    bool failing = false;       ///< false: the sink works again
    Clock::time_point since{};  ///< of its first failure
  };

  explicit SinkStanding(Clock::time_point now) : since_(now) {}

  // What the operator asks for.
  void pause(const std::string& reason);
  void resume();
  void drain(std::uint64_t last);  ///< up to this sequence
  bool isPaused() const { return paused_; }
  const std::optional<std::uint64_t>& drainTo() const { return drainTo_; }

  // What happens to the sink.
  void failed(const std::string& reason) { reason_ = reason; }
  bool stopped(const std::string& reason);  ///< by a hold, or for good; false if that is known
  void works() { stopReason_.clear(); }
  void hangs(const std::string& reason);             ///< one more call does not return
  void returned() { --hanging_; }                    ///< one of these calls returned
  void setSlowed(bool slowed) { slowed_ = slowed; }  ///< deliveries wait only for the rate
  bool isSlowed() const { return slowed_; }
  void renew();  ///< there is a new instance
  bool isHanging() const { return hanging_ > 0; }

  /// The receiver rejected an event of this type, or took one.
  void rejected(const std::string& type, const std::string& reason);
  void accepted(const std::string& type);
  const Rejections& rejections() const { return rejections_; }

  /// Takes in what the breaker and the functions above have changed. It tells a hold, an end, a hanging call and a
  /// receiver that rejects everything at once.
  std::optional<Alert> update(const Breaker& breaker, Clock::time_point now);

  /// When the operator has to be told that the sink has failed for `after`; max() if not.
  Clock::time_point alertAt(Millis after) const;
  Alert alert();  ///< tells him

  bool isHealthy(const Breaker& breaker) const;
  SinkStatus::State state() const { return state_; }
  Clock::time_point since() const { return since_; }  ///< of the state
  std::string reason() const;                         ///< of the state

  /// What a later process has to know, if that has changed since the last call: without the fingerprint, and without
  /// the time of the next probe.
  std::optional<SinkRecord> changedRecord(const Breaker& breaker);

  /// Takes over what an earlier process recorded. `isSame`: the configuration is still the one that was stopped.
  void restore(const SinkRecord& record, bool isSame);

 private:
  SinkStatus::State stateOf(const Breaker& breaker) const;
  bool recordIsOld(const Breaker& breaker);

  bool paused_ = false;
  std::optional<std::uint64_t> drainTo_{};
  int hanging_ = 0;           // calls into the present instance
  std::string reason_{};      // of the last failure, or of the pause
  std::string stopReason_{};  // of the hold or the end, as logged
  Rejections rejections_{};
  std::string rejection_{};  // the last one
  bool unproven_ = false;    // a new instance after one whose events were all rejected: it has not delivered yet
  bool slowed_ = false;
  SinkStatus::State state_ = SinkStatus::State::Healthy;
  Clock::time_point since_;
  std::optional<Clock::time_point> failingSince_{};
  bool told_ = false;        // that it is failing
  bool wasStopped_ = false;  // on hold or gone
  bool wasRejecting_ = false;
  bool recordChanged_ = false;
};

}  // namespace herald::core
