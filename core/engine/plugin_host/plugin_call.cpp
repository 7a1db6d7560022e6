// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_call.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace herald::core {
namespace {

constexpr std::size_t kMostWord = 80;  // of the text, so that a long name leaves room for the others

// Constant-initialized and in the program itself: a signal handler may read it.
constinit thread_local const PluginCall* innermost = nullptr;

/// The stack on which a handler runs if the thread has used up its own. A thread of a sanitizer has one already.
class SignalStack {
 public:
  SignalStack() {
    stack_t now{};
    if (::sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0) return;
    const std::size_t size = static_cast<std::size_t>(::sysconf(_SC_MINSIGSTKSZ)) + kForHandler;
    memory_.reset(new char[size]);  // not touched before a crash
    const stack_t own{.ss_sp = memory_.get(), .ss_flags = 0, .ss_size = size};
    ::sigaltstack(&own, nullptr);
  }
  ~SignalStack() {
    if (!memory_) return;
    const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    ::sigaltstack(&none, nullptr);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t kForHandler = 8192;
  std::unique_ptr<char[]> memory_{};
};

void needSignalStack() { static thread_local const SignalStack stack; }

}  // namespace

std::string whoIs(std::string_view kind, std::string_view name, std::string_view plugin) {
  std::string who(kind);
  who.append(" ").append(name);
  if (!plugin.empty()) who.append(" (plugin ").append(plugin).append(")");
  return who;
}

PluginCall::PluginCall(std::string_view kind, std::string_view name, std::string_view plugin, const Event* event)
    : outer_(innermost) {
  needSignalStack();
  add(kind);
  if (!kind.empty()) add(" ");
  add(name);
  for (const auto part : {std::string_view(" (plugin "), plugin, std::string_view(")")}) {
    if (!plugin.empty()) add(part);
  }
  if (event) {
    for (const std::string_view part :
         {std::string_view(" with "), std::string_view(event->type), std::string_view(" of "),
          std::string_view(event->device), std::string_view(", event "), std::string_view(event->id)}) {
      add(part);
    }
  }
  innermost = this;
}

PluginCall::PluginCall(const Carried& call) : outer_(innermost) {
  needSignalStack();
  size_ = call.text.copy(text_.data(), text_.size());
  innermost = this;
}

PluginCall::~PluginCall() { innermost = outer_; }

/// Sources and users choose these words: what could control a terminal becomes a question mark.
void PluginCall::add(std::string_view text) {
  for (const char c : text.substr(0, std::min(kMostWord, text_.size() - size_))) {
    const bool harmless = c >= ' ' && c <= '~';
    text_[size_++] = harmless ? c : '?';
  }
}

std::string_view PluginCall::current() noexcept {
  const auto* call = innermost;
  return call ? std::string_view(call->text_.data(), call->size_) : std::string_view();
}

}  // namespace herald::core
