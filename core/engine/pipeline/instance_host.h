// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Logger.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/pipeline/http_factory.h"
#include "engine/pipeline/shared_parts.h"
#include "engine/state/state_store.h"
#include "herald/host.h"

namespace herald::core {

/// The Host of one plugin instance: its logger ("sink.slack"), its state, its HTTP clients, and what it reports of
/// itself. The secrets that it hides are its own; the other things it may share with other instances. Every thread may
/// call it.
class InstanceHost final : public Host {
 public:
  /// When save() stores: immediately, or atomically with the event that a transform handles.
  enum class Saving { Immediately, WithEvent };

  /// `name` is that of the logger; with an empty one, the instance logs nothing. A null `state` keeps nothing, as in a
  /// dry run. `mask` gets the secrets that the instance hides, until this object ends; it may be null. The clock
  /// outlives this object. `parts` are not null.
  InstanceHost(const std::string& name, std::shared_ptr<StateStore> state, Saving saving, HttpFactory http,
               const TimeSource& time, std::shared_ptr<SecretMask> mask = nullptr,
               std::shared_ptr<SharedParts> parts = std::make_shared<SharedParts>());
  ~InstanceHost() override;

  void log(Level level, std::string_view text) override;
  std::unique_ptr<HttpClient> http(const Settings& settings) override;
  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  void hide(const std::vector<std::string>& secrets) override;
  std::string load(std::string_view key) override;
  void save(std::string_view key, std::string_view value) override;
  void ready(std::string_view what) override { parts_->report.connected(what); }
  using Host::count;
  void count(std::string_view name, std::uint64_t by) override;
  void measure(std::string_view name, std::string_view of, std::optional<double> value) override;

  const PluginReport& report() const { return parts_->report; }
  const std::shared_ptr<SharedParts>& parts() const { return parts_; }

 protected:
  std::shared_ptr<void> share(std::string_view key,
                              const std::function<std::shared_ptr<void>(Host& own)>& make) override;

 private:
  Poco::Logger& logger_;
  std::shared_ptr<StateStore> state_;
  Saving saving_;
  HttpFactory http_;
  const TimeSource& time_;
  std::shared_ptr<SecretMask> mask_;
  const std::shared_ptr<SharedParts> parts_;
  void warnOf(std::string_view what, std::string_view name, std::size_t most);

  std::atomic<bool> hasWarned_{false};
};

}  // namespace herald::core
