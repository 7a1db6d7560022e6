// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace herald::inline v1 {

// NOLINTBEGIN(readability-identifier-naming): the language gives the names
namespace tasks {

/// Where a task goes on when it has ended: in the coroutine that awaits it.
struct FinalStep {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    return ended.promise().awaiting;
  }
  void await_resume() const noexcept {}
};

struct Steps {
  std::coroutine_handle<> awaiting{};
  std::exception_ptr error{};

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalStep final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct Promise : Steps {
  std::optional<T> value{};

  void return_value(T result) { value.emplace(std::move(result)); }
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : Steps {
  void return_void() const noexcept {}
  void take() const {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace tasks

/// A function that may wait without holding a thread: a coroutine. It runs from the moment when another coroutine
/// awaits it, once, on the thread that awaits it. After each wait it runs on the thread that ends the wait. What it
/// throws arrives at the `co_await`. Its references must stay valid until it has ended. Moves, like a std::unique_ptr.
///
/// Name each argument that is not a plain value before you pass it: GCC 12 may destroy temporaries of a `co_await`
/// twice.
template <class T = void>
class [[nodiscard]] Task {
 public:
  struct promise_type : tasks::Promise<T> {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
  };

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    coroutine_.promise().awaiting = awaiting;
    return coroutine_;
  }
  T await_resume() { return coroutine_.promise().take(); }

 private:
  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

/// A coroutine that nobody awaits: it begins at the call, and its frame goes when it has ended. It throws nothing.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
  };
};

// NOLINTEND(readability-identifier-naming)

}  // namespace herald::inline v1
