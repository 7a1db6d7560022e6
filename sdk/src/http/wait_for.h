// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <semaphore>
#include <utility>

#include "http/http_engine.h"
#include "http/task.h"

namespace herald::inline v1 {

/// What waitFor() waits for.
template <class T>
struct Awaited {
  std::optional<T> value{};
  std::exception_ptr error{};
  std::binary_semaphore ended{0};
};

/// Runs a task, and hands its result over when nothing of it is left.
template <class T>
Detached finish(Task<T> task, std::shared_ptr<Awaited<T>> awaited) {
  {
    Task<T> own = std::move(task);
    try {
      awaited->value.emplace(co_await own);
    } catch (const std::exception&) {
      awaited->error = std::current_exception();
    }
  }
  awaited->ended.release();
}

/// Runs a task whose waits are those of `engine` with this limit. Returns its result, or throws what it throws. Blocks.
/// On the thread of the engine, it lets the others go on meanwhile.
template <class T>
T waitFor(HttpEngine& engine, Task<T> task, const Limit& limit) {
  const LookAtStop onStop(limit.stop, Look{engine});
  const auto awaited = std::make_shared<Awaited<T>>();
  finish(std::move(task), awaited);
  if (engine.isThisThread()) {
    while (!awaited->ended.try_acquire()) engine.turn();
  } else {
    awaited->ended.acquire();
  }
  if (awaited->error) std::rethrow_exception(std::exchange(awaited->error, nullptr));
  return std::move(*awaited->value);
}

}  // namespace herald::inline v1
