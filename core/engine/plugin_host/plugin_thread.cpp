#include "engine/plugin_host/plugin_thread.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "herald/settings.h"

namespace herald::core {
namespace {

// About the process, as the threads that it counts are: whoever ends the process has to know of all of them.
std::atomic<int> hanging{0};

constexpr Millis kForever = std::chrono::hours(24 * 365);  // more than this overflows the clock

/// No object that the plugin threw outlives this.
std::exception_ptr guarded(const std::function<void()>& call) {
  try {
    call();
    return nullptr;
  } catch (const Failure& failure) {
    return std::make_exception_ptr(Failure(failure.verdict(), failure.what()));
  } catch (const BadSettings& bad) {
    return std::make_exception_ptr(BadSettings(bad.problems()));
  } catch (...) {
    return std::make_exception_ptr(std::runtime_error(currentExceptionText()));
  }
}

}  // namespace

struct PluginThread::State {
  explicit State(std::string theName) : name(std::move(theName)) {}

  const std::string name;
  std::mutex mutex{};
  std::condition_variable changed{};
  std::function<void()> call{};  // handed over, not yet taken
  bool busy = false;             // from run() until the call is over
  bool leftBehind = false;       // nobody waits for the call any more
  bool ending = false;
  std::exception_ptr error{};
  std::thread thread{};

  void loop();
  void finish(std::exception_ptr outcome);
};

void PluginThread::State::loop() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return call || ending; });
    if (!call) return;
    auto taken = std::exchange(call, nullptr);
    lock.unlock();
    auto outcome = guarded(taken);
    taken = nullptr;  // it may own the instance, whose destructor is the plugin's too
    lock.lock();
    finish(std::move(outcome));
  }
}

void PluginThread::State::finish(std::exception_ptr outcome) {
  busy = false;
  if (std::exchange(leftBehind, false)) {
    --hanging;
  } else {
    error = std::move(outcome);
    changed.notify_one();
  }
}

PluginThread::PluginThread(std::string name) : state_(std::make_shared<State>(std::move(name))) {
  state_->thread = std::thread([state = state_] { state->loop(); });
}

PluginThread::~PluginThread() {
  std::unique_lock lock(state_->mutex);
  state_->ending = true;
  if (state_->busy) {
    state_->thread.detach();
    return;
  }
  state_->changed.notify_one();
  lock.unlock();
  state_->thread.join();
}

void PluginThread::run(std::function<void()> call, Millis limit) {
  std::unique_lock lock(state_->mutex);
  if (state_->busy) throw PluginHangs(state_->name + " still hangs in an earlier call");
  state_->call = std::move(call);
  state_->busy = true;
  state_->changed.notify_one();
  if (!state_->changed.wait_for(lock, std::min(limit, kForever), [this] { return !state_->busy; })) {
    state_->leftBehind = true;
    ++hanging;
    throw PluginHangs(state_->name + " did not return within " + std::to_string(limit.count()) +
                      " ms; nothing more is asked of it until it does");
  }
  if (auto error = std::exchange(state_->error, nullptr)) std::rethrow_exception(error);
}

bool PluginThread::hangs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->leftBehind;
}

void callPlugin(const std::string& name, Millis limit, std::function<void()> call) {
  PluginThread(name).run(std::move(call), limit);
}

HangingCall::HangingCall() { ++hanging; }

HangingCall::~HangingCall() { --hanging; }

int hangingCalls() { return hanging; }

std::string currentExceptionText() {
  try {
    throw;
  } catch (const Poco::Exception& exception) {
    return exception.displayText();
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace herald::core
