// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "camera_address.h"
#include "camera_login.h"
#include "herald/camera.h"
#include "herald/host.h"
#include "webcam_settings.h"

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
  void forgetSettings() { outdated_ = true; }

 private:
  enum class Way : std::uint8_t { OctoPrint, Webcam };

  HttpResponse askOctoPrint(const std::string& path, std::size_t most, const Shot& shot);
  HttpResponse askCamera(const CameraAddress& address, const std::string& authorization, const Shot& shot);
  std::string fromOctoPrint(const Shot& shot);
  std::string fromWebcam(const Shot& shot);
  const WebcamSettings& webcam(const Shot& shot);
  Orientation orientation(const Shot& shot);
  std::vector<Way> ways() const;
  bool knowsOrientation() const;
  std::optional<bool> own(const std::string& flag) const;

  Settings settings_{};
  Host* host_ = nullptr;
  std::string url_{};  ///< of OctoPrint
  std::optional<CameraAddress> octoPrint_{};
  std::optional<CameraAddress> own_{};  ///< the option snapshot.url
  std::vector<std::string> secrets_{};  ///< within snapshot.url
  std::unique_ptr<HttpClient> octoPrintClient_{};
  std::unique_ptr<HttpClient> cameraClient_{};  ///< does not know the login of OctoPrint
  Way last_ = Way::OctoPrint;                   ///< how the last picture came
  WebcamSettings webcam_{};
  Clock::time_point askAgain_{};  ///< when to read settings again that could not be read
  std::atomic<bool> outdated_ = true;
};

}  // namespace herald::octoprint
