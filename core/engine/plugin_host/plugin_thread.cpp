// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_thread.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "base/text/kept_text.h"
#include "engine/plugin_host/plugin_call.h"
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

}  // namespace

/// The caller and the thread share it. If a call hangs, it belongs to the thread alone.
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
  void finish(std::exception_ptr outcome) HERALD_REQUIRES(mutex_);

  const std::string name_;
  std::thread thread_{};  // for the caller alone

  mutable Mutex mutex_{};
  Condition changed_{};
  std::function<void()> call_ HERALD_GUARDED_BY(mutex_){};          // handed over, but not yet taken
  bool busy_ HERALD_GUARDED_BY(mutex_) = false;                     // from run() until the call returns
  std::optional<HangingCall> hanging_ HERALD_GUARDED_BY(mutex_){};  // the caller no longer waits for the call
  bool ending_ HERALD_GUARDED_BY(mutex_) = false;
  std::exception_ptr error_ HERALD_GUARDED_BY(mutex_){};
};

void PluginThread::State::start(const std::shared_ptr<State>& self) {
  thread_ = startThread([self] { self->loop(); });
}

void PluginThread::State::loop() {
  const MutexLock lock(mutex_);
  for (;;) {
    changed_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return call_ || ending_; });
    if (!call_) return;
    auto call = std::exchange(call_, nullptr);
    std::exception_ptr outcome;
    {
      const MutexUnlock unlocked(mutex_);
      const PluginCall named("", name_, "");
      outcome = guarded(call);
      call = nullptr;  // it may own the instance, whose destructor is code of the plugin too
    }
    finish(std::move(outcome));
  }
}

void PluginThread::State::finish(std::exception_ptr outcome) {
  busy_ = false;
  if (hanging_) {
    hanging_.reset();
  } else {
    error_ = std::move(outcome);
    changed_.notifyOne();
  }
}

void PluginThread::State::end() {
  bool busy = false;
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    busy = busy_;
    changed_.notifyOne();
  }
  if (busy) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

void PluginThread::State::run(std::function<void()> call, Millis limit) {
  const MutexLock lock(mutex_);
  if (busy_) throw PluginHangs(name_ + " still hangs in an earlier call");
  call_ = std::move(call);
  busy_ = true;
  changed_.notifyOne();
  const auto deadline = Clock::now() + std::min(limit, kForever);
  if (!changed_.waitUntil(mutex_, deadline, [this]() HERALD_REQUIRES(mutex_) { return !busy_; })) {
    hanging_.emplace(name_);
    throw PluginHangs(name_ + " did not return within " + std::to_string(limit.count()) +
                      " ms; it gets no other call until it returns");
  }
  if (auto error = std::exchange(error_, nullptr)) std::rethrow_exception(error);
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
