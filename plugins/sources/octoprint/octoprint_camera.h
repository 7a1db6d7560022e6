// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "camera/snapshot_camera.h"
#include "herald/camera.h"
#include "herald/host.h"

namespace herald::octoprint {

/// The webcam of an OctoPrint. A picture comes through OctoPrint (`GET /downloads/camera/current`) or from the webcam's
/// own snapshot address. Not every OctoPrint can pass on a picture, and not every webcam can be reached from here, so
/// by default the second way is tried if the first one has none. OctoPrint's settings say how the webcam is mounted.
///
/// One thread at a time calls take(); forgetSettings() may be called by any thread.
class OctoPrintCamera : public Camera {
 public:
  static std::vector<Option> options();

  /// Throws BadSettings. `settings` also has url, apiKey and the values of httpOptions(). `host` must outlive this.
  void configure(const Settings& settings, Host& host);

  std::vector<Problem> advice() const;

  Picture take(const Shot& shot) override;

  bool readsSettings() const;  ///< takes the permission SETTINGS_READ
  bool needsWebcam() const;    ///< takes the permission WEBCAM

  /// OctoPrint's settings may have changed: they are read again for the next picture.
  void forgetSettings() { camera_.forgetSettings(); }

 private:
  enum class Way : std::uint8_t { OctoPrint, Webcam };

  std::string fromOctoPrint(const Shot& shot);
  std::vector<Way> ways() const;

  Settings settings_{};
  camera::SnapshotCamera camera_{};
  Way last_ = Way::OctoPrint;  ///< how the last picture came
};

}  // namespace herald::octoprint
