// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/snapshots/photographer.h"
#include "engine/snapshots/sample_picture.h"
#include "herald/camera.h"
#include "herald/host.h"

namespace herald::core {

/// For tests: an upright JPEG that contains this text.
inline std::string pictureOf(const std::string& text) {
  const std::string comment{'\xFF', '\xFE', '\0', static_cast<char>(text.size() + 2)};
  return std::string(*samplePicture()).insert(2, comment + text);
}

/// For tests: what several threads say, and a test waits for.
class Sayings {
 public:
  void add(std::string text) {
    const std::lock_guard guard(mutex_);
    all_.push_back(std::move(text));
    changed_.notify_all();
  }

  /// All of them, once there are at least `count`. Throws after 20 real seconds.
  std::vector<std::string> await(std::size_t count) const {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(20), [&] { return all_.size() >= count; })) {
      throw std::runtime_error("only " + std::to_string(all_.size()) + " of " + std::to_string(count) + " came");
    }
    return all_;
  }

  std::vector<std::string> all() const { return await(0); }

 private:
  mutable std::mutex mutex_{};
  mutable std::condition_variable changed_{};
  std::vector<std::string> all_{};
};

/// For tests: a camera that does what `act` does. `calls` has the device from the beginning of a call on. By default
/// each picture contains the number of its call.
class ScriptedCamera : public Camera {
 public:
  using Act = std::function<std::string(const Shot& shot)>;

  ScriptedCamera() = default;
  explicit ScriptedCamera(Act act) : act_(std::move(act)) {}

  Picture take(const Shot& shot) override {
    calls.add(shot.device);
    const auto number = calls.all().size();
    return {act_ ? act_(shot) : pictureOf(std::to_string(number)), {}};
  }

  Sayings calls{};

 private:
  const Act act_{};
};

/// For tests: a camera whose calls wait for release(), whatever they are asked.
class BlockedCamera final : public ScriptedCamera {
 public:
  BlockedCamera()
      : ScriptedCamera([this](const Shot&) {
          released_.wait(false);
          return pictureOf("late");
        }) {}

  void release() {
    released_ = true;
    released_.notify_all();
  }

 private:
  std::atomic<bool> released_ = false;
};

/// For tests: a host that records what is logged.
class SayingHost final : public Host {
 public:
  void log(Level, std::string_view text) override { lines.add(std::string(text)); }
  std::unique_ptr<HttpClient> http(const Settings&) override { return nullptr; }
  Clock::time_point now() const override { return {}; }
  std::chrono::system_clock::time_point wallClock() const override { return {}; }
  void hide(const std::vector<std::string>&) override {}
  std::string load(std::string_view) override { return {}; }
  void save(std::string_view, std::string_view) override {}

  Sayings lines{};
};

inline CameraSetup cameraSetup(std::shared_ptr<Camera> camera, std::shared_ptr<Host> host,
                               const std::string& source = "mk3") {
  return {source, "fake", std::move(camera), std::move(host)};
}

}  // namespace herald::core
