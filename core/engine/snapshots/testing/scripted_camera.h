// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/snapshots/photographer.h"
#include "engine/snapshots/sample_picture.h"
#include "herald/camera.h"
#include "herald/host.h"
#include "testing/record.h"
#include "testing/recording_host.h"

namespace herald::core {

/// For tests: an upright JPEG that contains this text.
inline std::string pictureOf(const std::string& text) {
  const std::string comment{'\xFF', '\xFE', '\0', static_cast<char>(text.size() + 2)};
  return std::string(*samplePicture()).insert(2, comment + text);
}

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

  Record calls{};

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

inline CameraSetup cameraSetup(std::shared_ptr<Camera> camera, std::shared_ptr<Host> host,
                               const std::string& source = "mk3") {
  return {source, "fake", std::move(camera), std::move(host)};
}

}  // namespace herald::core
