// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_runner.h"

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/text/durations.h"
#include "base/text/kept_text.h"
#include "engine/event_bus/source_custody.h"
#include "engine/event_bus/source_publisher.h"
#include "engine/event_bus/source_supervision.h"
#include "engine/plugin_host/hanging_call.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr Millis kToStop = std::chrono::seconds(5);

}  // namespace

/// The thread of the source, which is also what the source sees as its Feed. The runner and the thread share it. If the
/// source hangs, it belongs to the thread alone, and touches neither the bus nor the clock.
class SourceRunner::Thread final : public Feed {
 public:
  Thread(Origin origin, std::shared_ptr<Source> source, std::shared_ptr<Host> host, EventBus& bus, Demand demand,
         TimeSource& time, const SourcePolicy& policy)
      : name_(origin.source),
        plugin_(policy.type),
        source_(std::move(source)),
        host_(std::move(host)),
        demand_(std::move(demand)),
        time_(time),
        publisher_(std::move(origin), bus, time, policy.whenFull, stopping_.get_token()),
        custody_(std::make_shared<SourceCustody>(publisher_, bus, time, host_, plugin_)),
        supervision_(policy.alertAfter) {}

  void log(Level level, std::string_view text) override { host_->log(level, text); }
  std::unique_ptr<HttpClient> http(const Settings& settings) override { return host_->http(settings); }
  Clock::time_point now() const override { return host_->now(); }
  std::chrono::system_clock::time_point wallClock() const override { return host_->wallClock(); }
  void hide(const std::vector<std::string>& secrets) override { host_->hide(secrets); }
  std::string load(std::string_view key) override { return host_->load(key); }
  void save(std::string_view key, std::string_view value) override { host_->save(key, value); }
  void count(std::string_view name, std::uint64_t by) override { host_->count(name, by); }
  void measure(std::string_view name, std::string_view of, std::optional<double> value) override {
    host_->measure(name, of, value);
  }
  void publish(std::span<Event> events, const Notes& notes) override { publisher_.publish(events, notes); }
  bool tryPublish(std::span<Event> events, const Notes& notes) override { return publisher_.tryPublish(events, notes); }
  Custody* custody() override { return custody_.get(); }
  void ready(std::string_view what) override;
  bool wanted(std::string_view variable) const override { return demand_.variable(variable); }
  bool wantedEvent(std::string_view type) const override { return demand_.event(type); }
  std::stop_token stop() const override { return stopping_.get_token(); }
  bool waitFor(Millis time) override { return !stopping_.stop_requested() && waitUntil(time_.now() + time); }

  void start(const std::shared_ptr<Thread>& self);
  void requestStop();
  void retryNow();
  bool join(Clock::time_point deadline);
  void joinWithin(Millis time) { join(time_.now() + time); }
  SourceStatus status() const;

 private:
  void loop();
  std::optional<Failure> runOnce();
  bool waitAfter(const Failure& failure);
  bool waitUntil(Clock::time_point until);
  bool wasHurriedUntil(Clock::time_point until);
  void reportLost();
  void show(SourceStatus::State state, const std::string& detail);
  void finish();
  bool awaitEnd(Clock::time_point deadline);

  const std::string name_;
  const std::string plugin_;
  const std::shared_ptr<Source> source_;
  const std::shared_ptr<Host> host_;
  const Demand demand_;
  TimeSource& time_;
  std::stop_source stopping_{};
  SourcePublisher publisher_;
  const std::shared_ptr<SourceCustody> custody_;
  std::thread thread_{};  // for the runner alone
  bool begun_ = false;    // the same

  mutable Mutex mutex_{};
  Condition changed_{};
  SourceSupervision supervision_ HERALD_GUARDED_BY(mutex_);
  bool finished_ HERALD_GUARDED_BY(mutex_) = false;
  bool hurried_ HERALD_GUARDED_BY(mutex_) = false;  // the operator does not want to wait for the next start
  std::optional<HangingCall> hanging_ HERALD_GUARDED_BY(mutex_){};
};

void SourceRunner::Thread::ready(std::string_view what) {
  const auto kept = keptText(what);
  std::optional<Clock::time_point> since;
  {
    const MutexLock lock(mutex_);
    since = supervision_.ready(kept);
  }
  if (since) publisher_.reportBack(kept, *since);
}

bool SourceRunner::Thread::waitUntil(Clock::time_point until) {
  if (stopping_.stop_requested()) return false;
  const MutexLock lock(mutex_);
  return !time_.waitUntil(changed_, mutex_, until, [this] { return stopping_.stop_requested(); });
}

/// Waits as waitUntil does. True if the operator has asked for the next start meanwhile.
bool SourceRunner::Thread::wasHurriedUntil(Clock::time_point until) {
  const MutexLock lock(mutex_);
  time_.waitUntil(changed_, mutex_, until,
                  [this]() HERALD_REQUIRES(mutex_) { return hurried_ || stopping_.stop_requested(); });
  return hurried_;
}

void SourceRunner::Thread::loop() {
  for (;;) {
    const auto failure = runOnce();
    custody_->endRun();
    if (stopping_.stop_requested()) break;
    if (!failure) {
      show(SourceStatus::State::Done, "it has nothing more to report");
      host_->log(Level::Notice, "done: it has nothing more to report");
      return finish();
    }
    if (!waitAfter(*failure)) break;
    const MutexLock lock(mutex_);
    supervision_.restarting();
  }
  show(SourceStatus::State::Stopped, "");
  finish();
}

std::optional<Failure> SourceRunner::Thread::runOnce() {
  const PluginCall call("source", name_, plugin_);
  try {
    source_->run(*this);
    return std::nullopt;
  } catch (const Failure& failure) {
    return copyOf(failure);
  } catch (...) {
    return Failure(Outcome::Verdict::Retry, currentExceptionText());
  }
}

/// Waits for the next start. Reports the source as lost if that time comes before. False if the source must stop.
bool SourceRunner::Thread::waitAfter(const Failure& failure) {
  Millis wait{};
  std::optional<Clock::time_point> lostAt;
  {
    const MutexLock lock(mutex_);
    wait = supervision_.failed(failure, time_.now());
    hurried_ = false;
    lostAt = supervision_.lostAt();
  }
  host_->log(Level::Warning, std::string("failed: ") + failure.what() + "; next try in " + inSeconds(wait));
  const auto until = time_.now() + wait;
  if (lostAt && *lostAt <= until) {
    if (wasHurriedUntil(*lostAt)) return true;
    if (stopping_.stop_requested()) return false;
    reportLost();
  }
  return wasHurriedUntil(until) || !stopping_.stop_requested();
}

void SourceRunner::Thread::reportLost() {
  std::optional<Clock::time_point> since;
  std::string reason;
  {
    const MutexLock lock(mutex_);
    supervision_.setLost();
    since = supervision_.awaySince();
    reason = supervision_.status().detail;
  }
  if (since) publisher_.reportLost(reason, *since);
}

void SourceRunner::Thread::show(SourceStatus::State state, const std::string& detail) {
  const MutexLock lock(mutex_);
  supervision_.setState(state, detail);
}

void SourceRunner::Thread::finish() {
  const MutexLock lock(mutex_);
  finished_ = true;
  hanging_.reset();
  changed_.notifyAll();
}

void SourceRunner::Thread::start(const std::shared_ptr<Thread>& self) {
  if (begun_) return;
  try {
    thread_ = startThread([self] { self->loop(); });
    begun_ = true;
  } catch (const NoThread& none) {
    host_->log(Level::Error, std::string("does not run: ") + none.what());
    show(SourceStatus::State::Waiting, std::string(none.what()) + "; then reload");
  }
}

void SourceRunner::Thread::requestStop() {
  stopping_.request_stop();
  custody_->requestStop();
  const MutexLock lock(mutex_);
  changed_.notifyAll();
}

void SourceRunner::Thread::retryNow() {
  const MutexLock lock(mutex_);
  hurried_ = true;
  changed_.notifyAll();
}

bool SourceRunner::Thread::join(Clock::time_point deadline) {
  if (!thread_.joinable()) {
    const MutexLock lock(mutex_);
    return finished_ || !hanging_;
  }
  if (awaitEnd(deadline)) {
    thread_.join();
    custody_->close();
    return true;
  }
  thread_.detach();
  host_->log(Level::Error, "hangs: it did not stop when it was asked to; Herald goes on without it");
  publisher_.close();  // a publication under way is bounded; it ends before the bus may go away
  custody_->close();
  return false;
}

/// True if the source has returned. Otherwise it counts as hanging from now on.
bool SourceRunner::Thread::awaitEnd(Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  if (time_.waitUntil(changed_, mutex_, deadline, [this]() HERALD_REQUIRES(mutex_) { return finished_; })) return true;
  supervision_.setState(SourceStatus::State::Hanging, "it did not stop when it was asked to");
  hanging_.emplace(whoIs("source", name_, plugin_));
  return false;
}

SourceStatus SourceRunner::Thread::status() const {
  const MutexLock lock(mutex_);
  auto status = supervision_.status();
  status.custody = custody_->counts();
  return status;
}

SourceRunner::SourceRunner(Origin origin, std::shared_ptr<Source> source, std::shared_ptr<Host> host, EventBus& bus,
                           Demand demand, TimeSource& time, const SourcePolicy& policy)
    : thread_(std::make_shared<Thread>(std::move(origin), std::move(source), std::move(host), bus, std::move(demand),
                                       time, policy)) {}

SourceRunner::~SourceRunner() {
  requestStop();
  thread_->joinWithin(kToStop);
}

void SourceRunner::start() { thread_->start(thread_); }

void SourceRunner::requestStop() { thread_->requestStop(); }

void SourceRunner::retryNow() { thread_->retryNow(); }

bool SourceRunner::join(Clock::time_point deadline) { return thread_->join(deadline); }

SourceStatus SourceRunner::status() const { return thread_->status(); }

}  // namespace herald::core
