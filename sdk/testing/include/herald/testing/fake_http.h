#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "herald/http.h"

namespace herald::test {

/// The network of a test: remembers what was sent, and answers from a queue. Every thread may use it.
class FakeHttp {
 public:
  /// Queues one answer, or one exchange that fails. After the queue every request is answered as `otherwise` said: 200.
  void answer(HttpResponse response) { queue(std::move(response)); }
  void answer(int status, std::string body = {}) { queue(HttpResponse{status, {}, std::move(body)}); }
  void fail(Failure failure) { queue(std::move(failure)); }

  void otherwise(HttpResponse response) {
    std::lock_guard lock(mutex_);
    otherwise_ = std::move(response);
  }

  /// What was sent so far, in its order.
  std::vector<HttpRequest> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }

  HttpResponse exchange(const HttpRequest& request) {
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (queue_.empty()) return otherwise_;
    auto next = std::move(queue_.front());
    queue_.pop_front();
    if (auto* failure = std::get_if<Failure>(&next)) throw *failure;
    return std::get<HttpResponse>(std::move(next));
  }

 private:
  using Answer = std::variant<HttpResponse, Failure>;

  void queue(Answer answer) {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(answer));
  }

  mutable std::mutex mutex_;
  std::deque<Answer> queue_;
  HttpResponse otherwise_{200, {}, {}};
  std::vector<HttpRequest> requests_;
};

/// A client in front of a FakeHttp, which several clients may share. As the real one, it sends nothing and throws once
/// a stop was asked for.
class FakeHttpClient : public HttpClient {
 public:
  explicit FakeHttpClient(std::shared_ptr<FakeHttp> http) : http_(std::move(http)) {}

  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token stop) override {
    if (stop.stop_requested()) throw Failure(Outcome::Verdict::Retry, "the exchange was given up: Herald is stopping");
    return http_->exchange(request);
  }

 private:
  std::shared_ptr<FakeHttp> http_;
};

}  // namespace herald::test
