// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/dispatch/threads/call.h"

namespace herald::core {

/// The calls of one lane that are under way, whether a worker makes them or the sink has only begun them. It also
/// counts those that were walled off and are not over.
///
/// A mutex of the owner guards it: hold that for every function.
class CallTable {
 public:
  void add(std::shared_ptr<Call> call);

  /// The call is over. Does nothing if the table does not have it.
  void remove(Call& call);

  /// Nobody waits for the call any longer: it leaves the table. False if it is not under way.
  bool wallOff(Call& call);
  void comeBack(Call& call);  ///< it was walled off, and is over

  bool isEmpty() const { return calls_.empty(); }
  int attempts() const { return static_cast<int>(calls_.size()) - trials_; }
  bool isTrying() const { return trials_ > 0; }
  bool areAnyWalledOff() const { return walledOff_ > 0; }

  const std::vector<std::shared_ptr<Call>>& all() const { return calls_; }

  struct Overdue {
    std::vector<std::shared_ptr<Call>> calls{};         ///< their limit has passed
    Clock::time_point next = Clock::time_point::max();  ///< the first limit of the others
  };
  Overdue overdue(Clock::time_point now) const;

 private:
  bool has(const Call& call) const;

  std::vector<std::shared_ptr<Call>> calls_{};  // each knows its place
  int trials_ = 0;
  int walledOff_ = 0;
};

}  // namespace herald::core
