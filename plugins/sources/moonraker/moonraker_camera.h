// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "camera/snapshot_camera.h"
#include "herald/camera.h"
#include "herald/host.h"

namespace herald::moonraker {

/// Reads the answer of `server.webcams.list`: the webcam with this name, or without a name the first one that is
/// enabled and has a snapshot address. Empty if there is none.
camera::CameraSettings readWebcam(std::string_view answer, const std::string& name);

/// The address to which a path in Moonraker's settings belongs, for this address of Moonraker: that of the web
/// interface. Moonraker's own ports serve no pictures, so they are left out.
std::string webInterface(const std::string& moonraker);

/// The webcam of a Moonraker: the snapshot address in Moonraker's settings, or the option `snapshot.url`. Moonraker
/// passes on no pictures. One thread at a time calls take(); forgetSettings() may be called by any thread.
class MoonrakerCamera : public Camera {
 public:
  static std::vector<Option> options();

  /// Throws BadSettings. `settings` also has url, apiKey and the values of httpOptions(). `host` must outlive this.
  void configure(const Settings& settings, Host& host);

  std::vector<Problem> advice() const { return camera_.advice(); }

  Picture take(const Shot& shot) override;

  /// Moonraker's settings may have changed: they are read again for the next picture.
  void forgetSettings() { camera_.forgetSettings(); }

 private:
  camera::SnapshotCamera camera_{};
};

}  // namespace herald::moonraker
