// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_thread.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "base/text/kept_text.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/spin_wait.h"
#include "herald/mutex.h"
#include "herald/settings.h"
#include "herald/thread.h"

namespace herald::core {
namespace {

constexpr Millis kForever = std::chrono::hours(24 * 365);  // more than this overflows the clock

/// Copies the text of an exception. The object that the plugin threw ends here.
std::exception_ptr guarded(const std::function<void()>& call) {
  try {
    call();
    return nullptr;
  } catch (const Failure& failure) {
    return std::make_exception_ptr(copyOf(failure));
  } catch (const BadSettings& bad) {
    auto problems = bad.problems();
    for (auto& problem : problems) problem.why = keptText(problem.why);
    return std::make_exception_ptr(BadSettings(std::move(problems)));
  } catch (const NoThread& none) {
    return std::make_exception_ptr(none);
  } catch (...) {
    return std::make_exception_ptr(std::runtime_error(currentExceptionText()));
  }
}

/// A call on its way. Its caller and the thread share it.
struct HandedCall {
  enum class End { None, Returned, Refused };  // refused: a call before it hangs

  HandedCall(std::function<void()> what, Millis most) : call(std::move(what)), limit(std::min(most, kForever)) {}

  bool isOver() const { return end.load(std::memory_order_acquire) != End::None; }

  std::function<void()> call;
  const Millis limit;
  Clock::time_point begun{};   // under the mutex of the thread
  std::exception_ptr error{};  // is there before the end
  std::atomic<End> end{End::None};
  Condition ended{};
};

}  // namespace

/// The callers and the thread share it. If a call hangs, it belongs to the thread alone.
class PluginThread::State {
 public:
  explicit State(std::string name) : name_(std::move(name)) {}

  void start(const std::shared_ptr<State>& self);
  void end();
  void run(std::function<void()> call, Millis limit);
  bool hangs() const;
  void nameHang(const std::string& who);

 private:
  void loop();
  std::shared_ptr<HandedCall> next() HERALD_REQUIRES(mutex_);
  void finish(HandedCall& call) HERALD_REQUIRES(mutex_);
  bool handOver(const std::shared_ptr<HandedCall>& call);
  void await(HandedCall& call);
  void leaveBehind() HERALD_REQUIRES(mutex_);
  PluginHangs stillHangs() const { return PluginHangs(name_ + " still hangs in an earlier call"); }

  const std::string name_;
  std::thread thread_{};  // for the owner alone

  // A caller that publishes one event after the other is back sooner than this, even if it had to be woken.
  SpinWait forCall_{std::chrono::microseconds(100)};
  SpinWait forEnd_{std::chrono::microseconds(20)};
  std::atomic<std::uint64_t> signals_ = 0;  // how often a caller has handed over a call, or ended the thread

  mutable Mutex mutex_{};
  Condition called_{};
  std::deque<std::shared_ptr<HandedCall>> waiting_ HERALD_GUARDED_BY(mutex_){};
  std::uint64_t taken_ HERALD_GUARDED_BY(mutex_) = 0;  // how many calls have left waiting_
  std::shared_ptr<HandedCall> running_ HERALD_GUARDED_BY(mutex_){};
  std::optional<HangingCall> hanging_ HERALD_GUARDED_BY(mutex_){};  // nobody waits any longer for what runs
  bool awake_ HERALD_GUARDED_BY(mutex_) = false;                    // the thread looks for calls before it sleeps
  bool ending_ HERALD_GUARDED_BY(mutex_) = false;
};

void PluginThread::State::start(const std::shared_ptr<State>& self) {
  thread_ = startThread([self] { self->loop(); });
}

void PluginThread::State::loop() {
  const MutexLock lock(mutex_);
  while (const auto call = next()) {
    {
      const MutexUnlock unlocked(mutex_);
      const PluginCall named("", name_, "");
      call->error = guarded(call->call);
      call->call = nullptr;  // it may own the instance, whose destructor is code of the plugin too
    }
    finish(*call);
    const MutexUnlock unlocked(mutex_);
    call->ended.notifyOne();  // without the mutex, which the caller takes when it wakes
  }
}

/// Takes the next call, and waits for it. Null if the thread has to end.
std::shared_ptr<HandedCall> PluginThread::State::next() {
  if (waiting_.empty()) {
    const auto seen = taken_;
    const MutexUnlock unlocked(mutex_);
    forCall_.until([this, seen] { return signals_.load(std::memory_order_acquire) > seen; });
  }
  awake_ = false;
  called_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return !waiting_.empty() || ending_; });
  awake_ = true;
  if (waiting_.empty()) return nullptr;
  running_ = std::move(waiting_.front());
  waiting_.pop_front();
  ++taken_;
  running_->begun = Clock::now();
  return running_;
}

void PluginThread::State::finish(HandedCall& call) {
  running_.reset();
  hanging_.reset();
  call.end.store(HandedCall::End::Returned, std::memory_order_release);
}

void PluginThread::State::end() {
  bool busy = false;
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    busy = running_ != nullptr;
  }
  ++signals_;
  called_.notifyOne();
  if (busy) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

void PluginThread::State::run(std::function<void()> call, Millis limit) {
  const auto handed = std::make_shared<HandedCall>(std::move(call), limit);
  const bool awake = handOver(handed);
  if (!awake || !forEnd_.until([&] { return handed->isOver(); })) await(*handed);
  if (handed->end == HandedCall::End::Refused) throw stillHangs();
  // It ends here, not on the plugin's thread, where it could end while somebody reads it here.
  if (const auto error = std::exchange(handed->error, nullptr)) std::rethrow_exception(error);
}

/// Returns whether the thread is awake, so that the end may come soon. It tells the thread without the mutex, which the
/// thread takes then.
bool PluginThread::State::handOver(const std::shared_ptr<HandedCall>& call) {
  bool awake = false;
  {
    const MutexLock lock(mutex_);
    if (hanging_) throw stillHangs();
    waiting_.push_back(call);
    awake = awake_;
  }
  ++signals_;
  if (!awake) called_.notifyOne();
  return awake;
}

void PluginThread::State::await(HandedCall& call) {
  const MutexLock lock(mutex_);
  auto deadline = Clock::now() + call.limit;
  while (!call.ended.waitUntil(mutex_, deadline, [&call] { return call.isOver(); })) {
    const auto now = Clock::now();
    const bool runs = running_.get() == &call;
    deadline = (runs ? call.begun : now) + call.limit;
    if (!runs || now < deadline) continue;
    leaveBehind();
    throw PluginHangs(name_ + " did not return within " + std::to_string(call.limit.count()) +
                      " ms; it gets no other call until it returns");
  }
}

/// The call that runs hangs. Those behind it never begin.
void PluginThread::State::leaveBehind() {
  hanging_.emplace(name_);
  for (const auto& call : std::exchange(waiting_, {})) {
    ++taken_;
    call->end.store(HandedCall::End::Refused, std::memory_order_release);
    call->ended.notifyOne();
  }
}

bool PluginThread::State::hangs() const {
  const MutexLock lock(mutex_);
  return hanging_.has_value();
}

void PluginThread::State::nameHang(const std::string& who) {
  const MutexLock lock(mutex_);
  if (hanging_) hanging_->rename(who);
}

PluginThread::PluginThread(std::string name) : state_(std::make_shared<State>(std::move(name))) {
  state_->start(state_);
}

PluginThread::~PluginThread() { state_->end(); }

void PluginThread::run(std::function<void()> call, Millis limit) { state_->run(std::move(call), limit); }

bool PluginThread::hangs() const { return state_->hangs(); }

void PluginThread::nameHang(const std::string& who) { state_->nameHang(who); }

void callPlugin(const std::string& name, Millis limit, std::function<void()> call) {
  PluginThread(name).run(std::move(call), limit);
}

Failure copyOf(const Failure& failure) { return {failure.verdict(), keptText(failure.what())}; }

std::string currentExceptionText() {
  try {
    throw;
  } catch (const Poco::Exception& exception) {
    return keptText(exception.displayText());
  } catch (const std::exception& exception) {
    return keptText(exception.what());
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace herald::core
