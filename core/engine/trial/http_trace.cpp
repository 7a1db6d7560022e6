// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/http_trace.h"

#include <utility>

#include "engine/delivery_log/attempt_trace.h"
#include "engine/plugin_host/plugin_call.h"
#include "herald/outcome.h"

namespace herald::core {

/// What a watch has collected. Several threads may add to it: an attempt may go on elsewhere.
class HttpTrace::Record {
 public:
  std::size_t add(const HttpRequest& request) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    exchanges_.push_back({.request = request});
    return exchanges_.size() - 1;
  }

  void end(std::size_t number, const HttpResult& result, Millis time) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    auto& exchange = exchanges_[number];
    exchange.time = time;
    if (const auto* failure = std::get_if<Failure>(&result)) {
      exchange.failure = failure->what();
    } else {
      exchange.response = std::get<HttpResponse>(result);
      exchange.failure = exchange.response.incomplete;
    }
  }

  std::vector<Exchange> exchanges() const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return exchanges_;
  }

 private:
  mutable Mutex mutex_{};
  std::vector<Exchange> exchanges_ HERALD_GUARDED_BY(mutex_){};
};

/// A client whose requests are watched.
class HttpTrace::Client final : public HttpClient, public AttemptCarrier {
 public:
  Client(std::shared_ptr<HttpTrace> trace, std::unique_ptr<HttpClient> client)
      : trace_(std::move(trace)), client_(std::move(client)) {}

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
    const UnderWay underWay(*trace_, request);
    try {
      auto response = client_->send(request, deadline, std::move(stop));
      underWay.end(response);
      return response;
    } catch (const Failure& failure) {
      underWay.end(failure);
      throw;
    }
  }

  void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) override {
    const UnderWay underWay(*trace_, request);
    client_->start(std::move(request), deadline, std::move(stop),
                   [underWay, work = Work(*this), done = std::move(done)](HttpResult result) {
                     underWay.end(result);
                     work.run([&] { done(std::move(result)); });
                   });
  }

  Resume carry() override {
    return [work = Work(*this)](const std::function<void()>& part) { work.run(part); };
  }

 private:
  /// What the thread that made it works for. A value.
  class Work {
   public:
    explicit Work(const Client& client) : trace_(client.trace_), record_(trace_->recordOfThisThread()) {}

    template <typename Part>
    void run(Part&& part) const {
      const PluginCall named(call_);
      const AttemptTrace::Scope traced(attempt_);
      const Watch watched(*trace_, record_);
      part();
    }

   private:
    std::shared_ptr<HttpTrace> trace_;
    std::shared_ptr<Record> record_;
    std::shared_ptr<AttemptTrace> attempt_ = AttemptTrace::ofThisThread();
    PluginCall::Carried call_ = PluginCall::carried();
  };

  /// A request for whoever watches it. A value.
  class UnderWay {
   public:
    UnderWay(HttpTrace& trace, const HttpRequest& request)
        : sent_(AttemptTrace::sends(request)), record_(trace.recordOfThisThread()) {
      if (!record_) return;
      began_ = Clock::now();
      number_ = record_->add(request);
    }

    void end(const HttpResult& result) const {
      if (const auto* failure = std::get_if<Failure>(&result)) {
        sent_.fails(failure->what());
      } else {
        sent_.gets(std::get<HttpResponse>(result));
      }
      if (record_) record_->end(number_, result, std::chrono::duration_cast<Millis>(Clock::now() - began_));
    }

   private:
    AttemptTrace::Sent sent_;
    std::shared_ptr<Record> record_;
    std::size_t number_ = 0;
    Clock::time_point began_{};
  };

  const std::shared_ptr<HttpTrace> trace_;
  const std::unique_ptr<HttpClient> client_;
};

std::unique_ptr<HttpClient> HttpTrace::wrap(std::unique_ptr<HttpClient> client) {
  return std::make_unique<Client>(shared_from_this(), std::move(client));
}

std::shared_ptr<HttpTrace::Record> HttpTrace::recordOfThisThread() {
  if (watches_ == 0) return nullptr;
  const MutexLock lock(mutex_);
  const auto found = byThread_.find(std::this_thread::get_id());
  return found == byThread_.end() ? nullptr : found->second;
}

HttpTrace::Watch::Watch(HttpTrace& trace) : Watch(trace, std::make_shared<Record>()) {}

HttpTrace::Watch::Watch(HttpTrace& trace, std::shared_ptr<Record> record)
    : trace_(trace), record_(std::move(record)), isOn_(record_ || trace.watches_ > 0) {
  if (!isOn_) return;
  const MutexLock lock(trace_.mutex_);
  outer_ = std::exchange(trace_.byThread_[std::this_thread::get_id()], record_);
  ++trace_.watches_;
}

HttpTrace::Watch::~Watch() {
  if (!isOn_) return;
  const MutexLock lock(trace_.mutex_);
  const auto own = trace_.byThread_.find(std::this_thread::get_id());
  if (outer_) {
    own->second = std::move(outer_);
  } else {
    trace_.byThread_.erase(own);
  }
  --trace_.watches_;
}

std::vector<Exchange> HttpTrace::Watch::exchanges() const { return record_->exchanges(); }

}  // namespace herald::core
