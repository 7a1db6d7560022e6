#pragma once

#include <Poco/Logger.h>

#include <functional>
#include <memory>
#include <string>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/state/state_store.h"
#include "herald/host.h"

namespace herald::core {

/// Makes the HTTP client of an instance: the real one, or a recorder in a dry run.
using HttpFactory = std::function<std::unique_ptr<HttpClient>(const Settings& settings)>;

/// The Host of one plugin instance: its logger "sink.slack", its own state and its HTTP client. Every thread may call
/// it.
class InstanceHost final : public Host {
 public:
  enum class Saving { AtOnce, WithEvent };  ///< WithEvent for transforms, which never wait for the disk

  /// Without a `state`, as in a dry run, nothing is kept. `mask` gets what the instance hides, for as long as it lives;
  /// it may be null where nothing is printed but what the user asked for.
  InstanceHost(const std::string& name, std::shared_ptr<StateStore> state, Saving saving, HttpFactory http,
               const TimeSource& time, std::shared_ptr<SecretMask> mask = nullptr);
  ~InstanceHost() override;

  void log(Level level, std::string_view text) override;
  std::unique_ptr<HttpClient> http(const Settings& settings) override;
  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  void hide(const std::vector<std::string>& secrets) override;
  std::string load(std::string_view key) override;
  void save(std::string_view key, std::string_view value) override;

 private:
  Poco::Logger& logger_;
  std::shared_ptr<StateStore> state_;
  Saving saving_;
  HttpFactory http_;
  const TimeSource& time_;
  std::shared_ptr<SecretMask> mask_;
};

}  // namespace herald::core
