// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "engine/plugin_host/hanging_call.h"
#include "herald/outcome.h"

namespace herald::core {

/// A call into a plugin did not return in time.
class PluginHangs : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Calls a plugin on a thread of its own, so that the caller goes on if the call hangs. After the limit, the thread is
/// left behind with everything that the call refers to. It gets no other call until the first one returns. Any thread
/// may call it: the calls run one after the other, in the order of run(). A crash report names it (PluginCall).
///
/// A call costs two switches between threads: tens of microseconds if a processor is idle. If calls come in quick
/// succession, both threads stay awake for it (SpinWait), and it costs a few microseconds. The thread takes calls that
/// wait without any sleep in between.
class PluginThread {
 public:
  /// `name` is that of the plugin in messages: "transform long". Throws NoThread.
  explicit PluginThread(std::string name);
  ~PluginThread();  ///< ends the thread, or leaves it behind if a call hangs; no other call waits then
  PluginThread(const PluginThread&) = delete;
  PluginThread& operator=(const PluginThread&) = delete;

  /// Runs `call` and returns when it returns. An exception of the plugin becomes a std::runtime_error with a copy of
  /// its text; Failure, BadSettings and NoThread keep their type. Throws PluginHangs if the call takes longer than
  /// `limit` from its beginning; also while an earlier call hangs, and then `call` never runs. The thread keeps a call
  /// that it has begun alive until it returns, and destroys it. So `call` must own everything that may end before. An
  /// exception of a late call is ignored.
  void run(std::function<void()> call, Millis limit);

  bool hangs() const;

  /// Says more exactly what hangs, if anything does: see hangingNames().
  void nameHang(const std::string& who);

 private:
  class State;
  std::shared_ptr<State> state_;
};

/// One call on a PluginThread of its own, which ends afterwards. Throws NoThread if the call cannot begin.
void callPlugin(const std::string& name, Millis limit, std::function<void()> call);

/// A copy that outlives the plugin's object, with the text as keptText() keeps it.
Failure copyOf(const Failure& failure);

/// The text of the exception that is being handled, as keptText() keeps it: Poco's displayText(), what(), or "an
/// exception of an unknown type".
std::string currentExceptionText();

}  // namespace herald::core
