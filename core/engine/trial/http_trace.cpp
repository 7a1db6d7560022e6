// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/http_trace.h"

#include <utility>

#include "herald/outcome.h"

namespace herald::core {

class HttpTrace::Client final : public HttpClient {
 public:
  Client(std::shared_ptr<HttpTrace> trace, std::unique_ptr<HttpClient> client)
      : trace_(std::move(trace)), client_(std::move(client)) {}

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
    auto* watch = trace_->watchOfThisThread();
    if (!watch) return client_->send(request, deadline, std::move(stop));
    const auto start = Clock::now();
    auto& exchange = watch->exchanges_.emplace_back(Exchange{.request = request});
    try {
      exchange.response = client_->send(request, deadline, std::move(stop));
      exchange.failure = exchange.response.incomplete;
      exchange.time = std::chrono::duration_cast<Millis>(Clock::now() - start);
      return exchange.response;
    } catch (const Failure& failure) {
      exchange.failure = failure.what();
      exchange.time = std::chrono::duration_cast<Millis>(Clock::now() - start);
      throw;
    }
  }

 private:
  const std::shared_ptr<HttpTrace> trace_;
  const std::unique_ptr<HttpClient> client_;
};

std::unique_ptr<HttpClient> HttpTrace::wrap(std::unique_ptr<HttpClient> client) {
  return std::make_unique<Client>(shared_from_this(), std::move(client));
}

HttpTrace::Watch* HttpTrace::watchOfThisThread() {
  if (watches_ == 0) return nullptr;
  const MutexLock lock(mutex_);
  const auto found = byThread_.find(std::this_thread::get_id());
  return found == byThread_.end() ? nullptr : found->second;
}

HttpTrace::Watch::Watch(HttpTrace& trace) : trace_(trace) {
  const MutexLock lock(trace_.mutex_);
  trace_.byThread_[std::this_thread::get_id()] = this;
  ++trace_.watches_;
}

HttpTrace::Watch::~Watch() {
  const MutexLock lock(trace_.mutex_);
  trace_.byThread_.erase(std::this_thread::get_id());
  --trace_.watches_;
}

}  // namespace herald::core
