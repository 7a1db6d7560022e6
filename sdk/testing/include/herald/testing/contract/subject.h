// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "herald/plugin.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "herald/testing/fake_timers.h"
#include "herald/transform.h"

namespace herald::test {

/// A plugin class that the contract is run against. A value.
struct Subject {
  std::string name{};  ///< of the class
  std::function<std::unique_ptr<Plugin>()> make{};
  Settings::Values fewest{};               ///< the options that the class needs
  Millis limit = std::chrono::minutes(1);  ///< after this time, a rule that is still being checked hangs
};

/// One rule of the contract.
struct Rule {
  std::string name{};     ///< "EndsAnAttemptByItsDeadline"
  std::string promise{};  ///< what the plugin has to do, as a sentence; it is shown if the plugin hangs
  std::function<void(const Subject&)> check{};
};

/// "source", "transform" or "sink", by the base class.
inline std::string kindOf(const Plugin& plugin) {
  if (dynamic_cast<const Source*>(&plugin)) return "source";
  if (dynamic_cast<const Transform*>(&plugin)) return "transform";
  return dynamic_cast<const Sink*>(&plugin) ? "sink" : "";
}

/// An instance that may begin its work, with everything that Herald gives to it. It moves.
class Configured {
 public:
  /// `host` must outlive it. Throws what the plugin throws.
  Configured(std::unique_ptr<Plugin> plugin, const Settings::Values& values, FakeHost& host)
      : timers_(std::make_unique<FakeTimers>(host)), plugin_(std::move(plugin)) {
    plugin_->configure(settingsFor(*plugin_, values), host);
    if (auto* transform = dynamic_cast<Transform*>(plugin_.get())) timers_->serve(*transform);
  }

  Plugin& operator*() const { return *plugin_; }
  Plugin* get() const { return plugin_.get(); }
  FakeTimers& timers() const { return *timers_; }

 private:
  std::unique_ptr<FakeTimers> timers_;
  std::unique_ptr<Plugin> plugin_;
};

/// A new instance with these values, or with the fewest. See Configured.
inline Configured configured(const Subject& subject, FakeHost& host, const Settings::Values& values) {
  return {subject.make(), values, host};
}
inline Configured configured(const Subject& subject, FakeHost& host) {
  return configured(subject, host, subject.fewest);
}

/// The ability of a plugin. The test fails if it has another kind.
template <typename Kind>
Kind& as(Plugin& plugin) {
  return dynamic_cast<Kind&>(plugin);
}

/// A host whose monotonic clock goes on, as in the daemon.
class LiveHost : public FakeHost {
 public:
  LiveHost() { network().otherwise(tokenAnswer()); }
  Clock::time_point now() const override { return Clock::now(); }

  /// Every answer is one of a token server too, since nobody knows what a plugin asks for.
  static HttpResponse tokenAnswer() {
    return {200, {}, R"({"access_token":"herald-contract-token","token_type":"Bearer","expires_in":3600})"};
  }
};

}  // namespace herald::test
