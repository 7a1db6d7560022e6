#include "engine/event_bus/source_runner.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <utility>

#include "base/clock/backoff.h"
#include "base/text/durations.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/state/state_store.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr Millis kFirst = std::chrono::seconds(1);
constexpr Millis kMost = std::chrono::seconds(60);
constexpr Millis kFirstRefused = std::chrono::seconds(60);
constexpr Millis kMostRefused = std::chrono::minutes(10);
constexpr Millis kToStop = std::chrono::seconds(5);

}  // namespace

/// Shared by the owner and the source's thread, and what the source sees as its Feed. If the source hangs it is the
/// thread's alone, and touches neither the bus nor the clock any more.
struct SourceRunner::State final : Feed {
  State(Origin theOrigin, std::shared_ptr<Source> theSource, std::shared_ptr<Host> theHost, EventBus& theBus,
        Demand theDemand, TimeSource& theTime, const SourcePolicy& thePolicy)
      : origin(std::move(theOrigin)),
        source(std::move(theSource)),
        host(std::move(theHost)),
        bus(theBus),
        demand(std::move(theDemand)),
        time(theTime),
        policy(thePolicy) {}

  void log(Level level, std::string_view text) override { host->log(level, text); }
  std::unique_ptr<HttpClient> http(const Settings& settings) override { return host->http(settings); }
  Clock::time_point now() const override { return host->now(); }
  std::chrono::system_clock::time_point wallClock() const override { return host->wallClock(); }
  void hide(const std::vector<std::string>& secrets) override { host->hide(secrets); }
  std::string load(std::string_view key) override { return host->load(key); }
  void save(std::string_view key, std::string_view value) override { host->save(key, value); }
  void publish(std::span<Event> events, const Notes& notes) override;
  bool tryPublish(std::span<Event> events, const Notes& notes) override;
  void ready(std::string_view what) override;
  bool wanted(std::string_view variable) const override { return demand.variable(variable); }
  bool wantedEvent(std::string_view type) const override { return demand.event(type); }
  std::stop_token stop() const override { return stopping.get_token(); }
  bool waitFor(Millis time) override;

  std::shared_lock<std::shared_mutex> admission();
  std::vector<Note> signedBy(const Notes& notes) const;
  void loop();
  std::optional<Failure> runOnce();
  Millis waitAfter(const Failure& failure);
  bool waitUntil(Clock::time_point until);
  bool waitAway(Millis wait);
  void report(const char* type, Category category, const std::string& reason, Clock::time_point since);
  void show(SourceStatus::State state, const std::string& detail);
  void finish();
  void leaveBehind(std::unique_lock<std::mutex>& lock);

  const Origin origin;
  const std::string owner = stateOwner("source", origin.source);
  const std::shared_ptr<Source> source;
  const std::shared_ptr<Host> host;
  EventBus& bus;
  const Demand demand;
  TimeSource& time;
  const SourcePolicy policy;
  std::stop_source stopping{};
  std::shared_mutex publishing{};     // shared by every call into the bus
  std::atomic<bool> refused = false;  // left behind: nothing is published any more

  std::mutex mutex{};
  std::condition_variable changed{};
  SourceStatus status{};
  Backoff backoff{kFirst, kMost};
  Backoff backoffRefused{kFirstRefused, kMostRefused};
  std::optional<Clock::time_point> awaySince{};  // its first failure since it was ready
  bool lost = false;                             // and that was told
  bool finished = false;
  std::optional<HangingCall> hanging{};
  std::thread thread{};
};

std::shared_lock<std::shared_mutex> SourceRunner::State::admission() {
  std::shared_lock shared(publishing);
  if (!refused) return shared;
  throw Failure(Outcome::Verdict::Gone, "the source was told to stop long ago; nothing is accepted any more");
}

std::vector<Note> SourceRunner::State::signedBy(const Notes& notes) const {
  std::vector<Note> result;
  for (const auto& [key, value] : notes) result.push_back({owner, key, value, Clock::now()});
  return result;
}

void SourceRunner::State::publish(std::span<Event> events, const Notes& notes) {
  const auto admitted = admission();
  if (policy.whenFull == WhenFull::Drop) return bus.publish(origin, events, signedBy(notes));
  if (bus.publishWhenRoom(origin, events, signedBy(notes), stopping.get_token())) return;
  throw Failure(Outcome::Verdict::Retry, "the source was asked to stop while it waited for room in the outbox");
}

bool SourceRunner::State::tryPublish(std::span<Event> events, const Notes& notes) {
  const auto admitted = admission();
  return bus.tryPublish(origin, events, signedBy(notes), policy.whenFull, stopping.get_token());
}

void SourceRunner::State::ready(std::string_view what) {
  std::unique_lock lock(mutex);
  backoff.reset();
  backoffRefused.reset();
  status.state = SourceStatus::State::Running;
  status.detail = what;
  const auto away = std::exchange(awaySince, std::nullopt);
  if (!std::exchange(lost, false)) return;
  lock.unlock();
  report("SourceBack", Category::Lifecycle, std::string(what), *away);
}

/// Waits for the next try, and tells meanwhile that the source is lost, if it has been away for so long.
bool SourceRunner::State::waitAway(Millis wait) {
  const auto until = time.now() + wait;
  std::unique_lock lock(mutex);
  if (!lost && awaySince && *awaySince + policy.alertAfter <= until) {
    const auto since = *awaySince;
    lock.unlock();
    if (!waitUntil(since + policy.alertAfter)) return false;
    lock.lock();
    lost = true;
    const auto reason = status.detail;
    lock.unlock();
    report("SourceLost", Category::Error, reason, since);
  } else {
    lock.unlock();
  }
  return waitUntil(until);
}

void SourceRunner::State::report(const char* type, Category category, const std::string& reason,
                                 Clock::time_point since) {
  const auto ago = std::chrono::duration_cast<std::chrono::system_clock::duration>(time.now() - since);
  Event event{.type = type, .category = category};
  event.payload = JsonObject()
                      .add("sourceName", origin.source)
                      .add("reason", reason)
                      .add("since", toRfc3339(time.wallClock() - ago))
                      .text();
  const std::shared_lock admitted(publishing);
  if (!refused) bus.publish(ownOrigin(origin.device, origin.tags), std::span(&event, 1));
}

bool SourceRunner::State::waitFor(Millis wait) { return waitUntil(time.now() + wait); }

bool SourceRunner::State::waitUntil(Clock::time_point until) {
  if (stopping.stop_requested()) return false;
  std::unique_lock lock(mutex);
  return !time.waitUntil(changed, lock, until, [this] { return stopping.stop_requested(); });
}

void SourceRunner::State::loop() {
  for (;;) {
    const auto failure = runOnce();
    if (stopping.stop_requested()) break;
    if (!failure) {
      show(SourceStatus::State::Done, "it has nothing more to report");
      host->log(Level::Notice, "done: it has nothing more to report");
      finish();
      return;
    }
    const auto wait = waitAfter(*failure);
    host->log(Level::Warning, std::string("failed: ") + failure->what() + "; next try in " + inSeconds(wait));
    if (!waitAway(wait)) break;
    const std::lock_guard guard(mutex);
    ++status.restarts;
    status.state = SourceStatus::State::Starting;
  }
  show(SourceStatus::State::Stopped, "");
  finish();
}

std::optional<Failure> SourceRunner::State::runOnce() {
  try {
    source->run(*this);
    return std::nullopt;
  } catch (const Failure& failure) {
    return Failure(failure.verdict(), failure.what());
  } catch (...) {
    return Failure(Outcome::Verdict::Retry, currentExceptionText());
  }
}

Millis SourceRunner::State::waitAfter(const Failure& failure) {
  const std::lock_guard guard(mutex);
  status.state = SourceStatus::State::Waiting;
  status.detail = failure.what();
  if (!awaySince) awaySince = time.now();
  return failure.verdict() == Outcome::Verdict::Hold ? backoffRefused.next() : backoff.next();
}

void SourceRunner::State::show(SourceStatus::State state, const std::string& detail) {
  const std::lock_guard guard(mutex);
  status.state = state;
  status.detail = detail;
}

void SourceRunner::State::finish() {
  const std::lock_guard guard(mutex);
  finished = true;
  hanging.reset();
  changed.notify_all();
}

// A publication that has begun ends first: it is bounded, and the bus must not go away under it.
void SourceRunner::State::leaveBehind(std::unique_lock<std::mutex>& lock) {
  status.state = SourceStatus::State::Hanging;
  status.detail = "it did not stop when it was asked to";
  hanging.emplace();
  thread.detach();
  lock.unlock();
  refused = true;
  const std::unique_lock alone(publishing);
}

SourceRunner::SourceRunner(Origin origin, std::shared_ptr<Source> source, std::shared_ptr<Host> host, EventBus& bus,
                           Demand demand, TimeSource& time, const SourcePolicy& policy)
    : state_(std::make_shared<State>(std::move(origin), std::move(source), std::move(host), bus, std::move(demand),
                                     time, policy)) {}

SourceRunner::~SourceRunner() {
  requestStop();
  join(state_->time.now() + kToStop);
}

void SourceRunner::start() {
  state_->thread = std::thread([state = state_] { state->loop(); });
}

void SourceRunner::requestStop() {
  state_->stopping.request_stop();
  const std::lock_guard guard(state_->mutex);
  state_->changed.notify_all();
}

bool SourceRunner::join(Clock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  if (!state_->thread.joinable()) return state_->finished || !state_->hanging;
  if (!state_->time.waitUntil(state_->changed, lock, deadline, [this] { return state_->finished; })) {
    state_->leaveBehind(lock);
    return false;
  }
  lock.unlock();
  state_->thread.join();
  return true;
}

SourceStatus SourceRunner::status() const {
  const std::lock_guard guard(state_->mutex);
  return state_->status;
}

}  // namespace herald::core
