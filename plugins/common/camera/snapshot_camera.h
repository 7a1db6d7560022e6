// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "camera/camera_address.h"
#include "camera/camera_login.h"
#include "herald/camera.h"
#include "herald/host.h"
#include "herald/http.h"

namespace herald::camera {

/// What the settings of a printer's host say about a camera. A value.
struct CameraSettings {
  std::string snapshotUrl{};  ///< as written there; empty if there is none, or if the API key may not read it
  Orientation orientation{};
};

/// The camera beside a printer's host, such as an OctoPrint: what every source with such a camera shares. It has the
/// options `snapshot.*`, reads the settings of the host, and gets a picture from the camera's own address. Only the
/// host itself gets the options `auth.*`.
///
/// One thread at a time may call it; forgetSettings() may be called by any thread.
class SnapshotCamera {
 public:
  /// The host. The texts outlive every camera.
  struct Server {
    const char* name;          ///< for people, as in "OctoPrint"
    const char* tag;           ///< names the requests to it in metrics
    const char* settingsPath;  ///< the path of its settings
    const char* example;       ///< an address of a picture
  };
  using ReadSettings = std::function<CameraSettings(std::string_view answer)>;

  static std::vector<Option> options(const Server& server);

  /// Throws BadSettings. `settings` also has `url`, the address of the server, and the values of httpOptions(). `read`
  /// reads the server's answer, a JSON object. `host` must outlive this object.
  void configure(const Server& server, const Settings& settings, ReadSettings read, Host& host);

  std::vector<Problem> advice() const;

  /// `shot` with five seconds at most.
  static Shot soon(const Shot& shot);

  /// True if the option snapshot.url says where the camera is.
  bool hasOwnAddress() const { return own_.has_value(); }

  /// The JPEG at snapshot.url, else at the address in the settings of the server. Logs in if the camera wants that.
  /// Throws Failure.
  std::string picture(const Shot& shot);

  /// How to turn a picture: as the options say, else as the settings of the server do.
  Orientation orientation(const Shot& shot);
  bool knowsOrientation() const;  ///< true if the options say all about it

  /// `GET path` at the server, with the option apiKey as X-Api-Key. Throws Failure.
  HttpResponse askServer(const std::string& path, std::size_t most, const Shot& shot);

  /// The settings of the server may have changed: they are read again for the next picture.
  void forgetSettings() { outdated_ = true; }

 private:
  HttpResponse ask(const CameraAddress& address, const std::string& authorization, const Shot& shot);
  HttpClient& serverClient();
  CameraAddress address(const Shot& shot);
  const CameraSettings& settingsThere(const Shot& shot);
  void hideLogin();
  std::optional<bool> own(const char* flag) const;

  Server about_{};
  Settings settings_{};
  ReadSettings read_{};
  Host* host_ = nullptr;
  std::string url_{};  ///< of the server
  std::optional<CameraAddress> server_{};
  std::optional<CameraAddress> own_{};  ///< the option snapshot.url
  std::vector<std::string> secrets_{};  ///< within snapshot.url
  std::unique_ptr<HttpClient> serverClient_{};
  std::unique_ptr<HttpClient> cameraClient_{};  ///< does not know the login of the server
  CameraSettings there_{};                      ///< as they were read last
  std::string whyUnread_{};                     ///< why the server did not answer with them; empty if it did
  Clock::time_point askAgain_{};                ///< when to read settings again that could not be read
  std::atomic<bool> outdated_ = true;
};

}  // namespace herald::camera
