// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/http.h"

namespace herald::camera {

/// The user and the password for a camera. A value.
struct CameraLogin {
  std::string user{};
  std::string password{};

  bool given() const { return !user.empty(); }
};

/// From `user:password`.
CameraLogin cameraLogin(const std::string& text);

/// The header Authorization for a second `GET target`, after the camera has answered 401 with these headers. Herald
/// knows Digest (RFC 7616, with MD5 at least), and Basic (RFC 7617) if the camera does not offer Digest. Empty if the
/// camera offers neither.
std::string authorizationFor(const CameraLogin& login, const HttpHeaders& answer, const std::string& target);

}  // namespace herald::camera
