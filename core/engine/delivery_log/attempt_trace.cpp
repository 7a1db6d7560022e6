// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/attempt_trace.h"

#include <utility>

namespace herald::core {

namespace {

constexpr std::size_t kMostAddress = 2048;  // bytes

thread_local const AttemptTrace::Scope* current = nullptr;

}  // namespace

AttemptTrace::Scope::Scope(std::shared_ptr<AttemptTrace> trace) : trace_(std::move(trace)), outer_(current) {
  current = this;
}

AttemptTrace::Scope::~Scope() { current = outer_; }

bool AttemptTrace::isOn() { return current != nullptr && current->trace_; }

std::shared_ptr<AttemptTrace> AttemptTrace::ofThisThread() { return current ? current->trace_ : nullptr; }

AttemptTrace::Sent AttemptTrace::sends(const HttpRequest& request) {
  Sent sent;
  if (!isOn()) return sent;
  sent.trace_ = current->trace_;
  sent.number_ = sent.trace_->add(request);
  sent.began_ = Clock::now();
  return sent;
}

std::uint64_t AttemptTrace::add(const HttpRequest& request) {
  AttemptExchange exchange;
  auto& sent = exchange.request;
  sent.method = request.method;
  sent.url = request.url;
  sent.headers = request.headers;
  sent.purpose = request.purpose;
  sent.body.assign(request.body, 0, kMostRequest);
  exchange.isRequestCut = request.body.size() > kMostRequest;
  const MutexLock lock(mutex_);
  if (exchanges_.size() == kMostExchanges) {
    exchanges_.erase(exchanges_.begin());
    ++first_;
  }
  exchanges_.push_back(std::move(exchange));
  return first_ + exchanges_.size() - 1;
}

AttemptExchange* AttemptTrace::find(std::uint64_t number) {
  return number < first_ || number - first_ >= exchanges_.size() ? nullptr : &exchanges_[number - first_];
}

void AttemptTrace::Sent::gets(const HttpResponse& response) const {
  if (!trace_) return;
  const MutexLock lock(trace_->mutex_);
  auto* const exchange = trace_->find(number_);
  if (!exchange) return;
  exchange->took = Clock::now() - began_;
  exchange->failure = response.incomplete;
  exchange->response.status = response.status;
  exchange->response.headers = response.headers;
  exchange->response.body.assign(response.body, 0, kMostAnswer);
  exchange->isAnswerCut = response.body.size() > kMostAnswer;
}

void AttemptTrace::Sent::fails(std::string_view why) const {
  if (!trace_) return;
  const MutexLock lock(trace_->mutex_);
  auto* const exchange = trace_->find(number_);
  if (!exchange) return;
  exchange->took = Clock::now() - began_;
  exchange->failure = why;
}

// Half a secret at the end could not be masked. So a longer address loses its query, or says only that it is long.
std::string AttemptTrace::address() const {
  const MutexLock lock(mutex_);
  if (exchanges_.empty()) return {};
  std::string_view url = exchanges_.back().request.url;
  if (url.size() > kMostAddress) url = url.substr(0, url.find_first_of("?#"));
  return url.size() > kMostAddress ? "(an address of more than 2 KiB)" : std::string(url);
}

std::vector<AttemptExchange> AttemptTrace::take() {
  const MutexLock lock(mutex_);
  first_ += exchanges_.size();
  return std::exchange(exchanges_, {});
}

}  // namespace herald::core
