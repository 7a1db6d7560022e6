// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/dispatch/sink/sink_setup.h"

namespace herald::core {

/// The setups of calls that are over. A setup may be the last one that owns its sink. The thread on which the sink has
/// ended the call must not destroy it: the sink may wait for that very thread. So another thread drops them.
///
/// A mutex of the owner guards it: hold that for every function.
class RetiredSetups {
 public:
  /// `current` is the setup of the lane: a call that has the same one needs no other thread.
  void add(std::shared_ptr<const SinkSetup> setup, const std::shared_ptr<const SinkSetup>& current);

  bool isEmpty() const { return setups_.empty(); }

  /// Drop the result without the mutex: nobody has to wait for the destructor of a sink.
  std::vector<std::shared_ptr<const SinkSetup>> take() { return std::exchange(setups_, {}); }

  /// Drops them on a thread of their own. It counts as a hanging call until that is done.
  void dropElsewhere();

 private:
  std::vector<std::shared_ptr<const SinkSetup>> setups_{};
};

}  // namespace herald::core
