// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "herald/http.h"
#include "herald/mutex.h"

namespace herald::test {

/// The network of a test: keeps every request, and answers from a queue. Any thread may use it.
class FakeHttp {
 public:
  /// Queues the answer to one request, or the failure of one. With an empty queue, every answer is that of otherwise().
  void answer(HttpResponse response) { queue(std::move(response)); }
  void answer(int status, std::string body = {}) { queue(HttpResponse{status, {}, std::move(body)}); }
  void fail(Failure failure) { queue(std::move(failure)); }

  /// The answer if the queue is empty; without a call an empty 200.
  void otherwise(HttpResponse response) {
    const MutexLock lock(mutex_);
    otherwise_ = std::move(response);
  }

  /// Calls this at each request, before its answer: "the stop comes now". The call may use this object.
  void onSend(std::function<void()> call) {
    const MutexLock lock(mutex_);
    onSend_ = std::move(call);
  }

  /// A request, and the limits that it came with.
  struct Sent {
    HttpRequest request{};
    Clock::time_point deadline{};
    std::stop_token stop{};
  };

  /// The requests so far, in their order.
  std::vector<Sent> sent() const {
    const MutexLock lock(mutex_);
    return sent_;
  }
  std::vector<HttpRequest> requests() const {
    std::vector<HttpRequest> all;
    for (auto& one : sent()) all.push_back(std::move(one.request));
    return all;
  }

  /// Keeps the request and returns the next answer. Throws the Failure if one is next, or one if its deadline is over.
  HttpResponse exchange(const HttpRequest& request, Clock::time_point deadline = Clock::time_point::max(),
                        const std::stop_token& stop = {}) {
    if (const auto call = keep({request, deadline, stop})) call();
    if (stop.stop_requested()) throw Failure(Outcome::Verdict::Retry, "the request was canceled: Herald is stopping");
    const MutexLock lock(mutex_);
    if (deadline <= over_) throw Failure(Outcome::Verdict::Retry, "the receiver did not answer in time");
    if (queue_.empty()) return otherwise_;
    auto next = std::move(queue_.front());
    queue_.pop_front();
    if (auto* failure = std::get_if<Failure>(&next)) throw *failure;
    return std::get<HttpResponse>(std::move(next));
  }

  /// From now on the receiver does not answer, until release() or timeOut(): start() returns and is done later, send()
  /// waits.
  void hold() {
    const MutexLock lock(mutex_);
    holds_ = true;
  }

  /// The receiver answers again. What was started is done on the calling thread.
  void release() {
    std::vector<Held> held;
    {
      const MutexLock lock(mutex_);
      holds_ = false;
      held.swap(held_);
      released_.notifyAll();
    }
    for (const auto& one : held) one.exchange();
  }

  /// It is `now`, and the receiver has not answered. A request whose deadline has come fails, as with the real client;
  /// so does one that is made later. What was started is done on the calling thread.
  void timeOut(Clock::time_point now) {
    std::vector<Held> late;
    {
      const MutexLock lock(mutex_);
      over_ = now;
      const auto first =
          std::stable_partition(held_.begin(), held_.end(), [now](const Held& one) { return one.deadline > now; });
      late.assign(std::make_move_iterator(first), std::make_move_iterator(held_.end()));
      held_.erase(first, held_.end());
      released_.notifyAll();
    }
    for (const auto& one : late) one.exchange();
  }

  /// Calls `exchange` when the receiver answers or the deadline is over: now, at release() or at timeOut().
  void whenAnswered(Clock::time_point deadline, std::function<void()> exchange) {
    {
      const MutexLock lock(mutex_);
      if (holds_ && deadline > over_) {
        held_.push_back({deadline, std::move(exchange)});
        return;
      }
    }
    exchange();
  }
  void awaitAnswers(Clock::time_point deadline) {
    const MutexLock lock(mutex_);
    released_.wait(mutex_, [&]() HERALD_REQUIRES(mutex_) { return !holds_ || deadline <= over_; });
  }

 private:
  using Answer = std::variant<HttpResponse, Failure>;

  /// What start() was called for.
  struct Held {
    Clock::time_point deadline{};
    std::function<void()> exchange{};
  };

  std::function<void()> keep(Sent sent) {
    const MutexLock lock(mutex_);
    sent_.push_back(std::move(sent));
    return onSend_;
  }

  void queue(Answer answer) {
    const MutexLock lock(mutex_);
    queue_.push_back(std::move(answer));
  }

  mutable Mutex mutex_{};
  std::deque<Answer> queue_ HERALD_GUARDED_BY(mutex_);
  HttpResponse otherwise_ HERALD_GUARDED_BY(mutex_) = {200, {}, {}};
  std::vector<Sent> sent_ HERALD_GUARDED_BY(mutex_);
  std::function<void()> onSend_ HERALD_GUARDED_BY(mutex_);
  bool holds_ HERALD_GUARDED_BY(mutex_) = false;
  Clock::time_point over_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::min();  // deadlines up to this one
  std::vector<Held> held_ HERALD_GUARDED_BY(mutex_);
  Condition released_{};
};

/// A client of a FakeHttp; several clients may share one. Like the real client, it throws Failure and sends nothing if
/// a stop was requested. Any thread may use it.
class FakeHttpClient : public HttpClient {
 public:
  explicit FakeHttpClient(std::shared_ptr<FakeHttp> http) : http_(std::move(http)) {}

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
    if (stop.stop_requested()) throw Failure(Outcome::Verdict::Retry, "the request was canceled: Herald is stopping");
    http_->awaitAnswers(deadline);
    return http_->exchange(request, deadline, stop);
  }

  void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) override {
    http_->whenAnswered(deadline, [this, request = std::move(request), deadline, stop = std::move(stop),
                                   done = std::move(done)] { HttpClient::start(request, deadline, stop, done); });
  }

 private:
  const std::shared_ptr<FakeHttp> http_;
};

}  // namespace herald::test
