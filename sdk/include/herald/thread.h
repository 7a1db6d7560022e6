// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <thread>

#include "herald/export.h"

namespace herald::inline v1 {

/// The system gives this process no other thread. The text is one sentence: which limit is in the way, and how to raise
/// it.
class HERALD_API NoThread : public std::runtime_error {
 public:
  NoThread();  ///< reads the limits of this process
  ~NoThread() override;
};

/// Starts a thread that calls `run`, which throws nothing. Throws NoThread. Any thread may call it.
HERALD_API std::thread startThread(std::function<void()> run);

}  // namespace herald::inline v1
