#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "herald/outcome.h"

namespace herald::core {

/// A plugin's call did not return in time.
class PluginHangs : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A thread on which a plugin is called, so that a call that hangs holds up nobody but its own thread: after the limit
/// the caller goes on, the thread is left behind with what the call refers to, and no second call goes to it until it
/// returns. One caller at a time. A call costs two switches between threads: tens of microseconds.
class PluginThread {
 public:
  /// `name` names the plugin in messages: "transform long". Throws std::system_error if the system has no thread left.
  explicit PluginThread(std::string name);
  ~PluginThread();  ///< ends the thread, or leaves it behind if a call hangs
  PluginThread(const PluginThread&) = delete;
  PluginThread& operator=(const PluginThread&) = delete;

  /// Runs `call` and returns when it does. What it throws comes out as std::runtime_error (Failure stays Failure,
  /// BadSettings stays BadSettings), its text copied. Throws PluginHangs after `limit`, and at once while an earlier
  /// call still hangs. `call` is kept alive until it returns, and destroyed on the thread: it must own, not refer to,
  /// whatever may go away before. What a late call throws is dropped.
  void run(std::function<void()> call, Millis limit);

  bool hangs() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// One guarded call on a thread of its own.
void callPlugin(const std::string& name, Millis limit, std::function<void()> call);

/// Counts one more hanging call, on a thread that is no PluginThread, for as long as this object lives.
class HangingCall {
 public:
  HangingCall();
  ~HangingCall();
  HangingCall(const HangingCall&) = delete;
  HangingCall& operator=(const HangingCall&) = delete;
};

/// How many threads are left behind in hanging calls, in this process. While it is not 0, the process must end by
/// std::_Exit: those threads may still touch anything.
int hangingCalls();

/// The text of the exception that is being handled, whatever it is: Poco's displayText, what(), or "an exception of an
/// unknown type".
std::string currentExceptionText();

}  // namespace herald::core
