// SPDX-License-Identifier: Apache-2.0
#include "camera/camera_address.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

namespace herald::camera {
namespace {

bool isLoopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host == "0.0.0.0" || host.starts_with("127.");
}

std::string decoded(const std::string& text) {
  std::string result;
  Poco::URI::decode(text, result);
  return result;
}

}  // namespace

std::optional<CameraAddress> parseCameraAddress(const std::string& text) {
  const std::size_t schemeEnd = text.find("://");
  if (schemeEnd == std::string::npos) return std::nullopt;
  CameraAddress address;
  address.scheme = Poco::toLower(text.substr(0, schemeEnd));
  if (address.scheme != "http" && address.scheme != "https") return std::nullopt;
  const std::string rest = text.substr(schemeEnd + 3);
  std::string authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string target = rest.substr(authority.size());
  address.target = (target.starts_with('/') ? "" : "/") + target.substr(0, target.find('#'));
  if (const std::size_t at = authority.rfind('@'); at != std::string::npos) {
    try {
      address.login = decoded(authority.substr(0, at));
    } catch (const Poco::Exception&) {
      return std::nullopt;
    }
    authority.erase(0, at + 1);
  }
  const std::size_t hostEnd = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
  address.host = Poco::toLower(authority.substr(0, hostEnd));
  if (hostEnd < authority.size()) address.port = authority.substr(hostEnd);
  if (address.host.empty()) return std::nullopt;
  return address;
}

std::optional<CameraAddress> cameraBeside(const CameraAddress& host, const std::string& snapshotUrl) {
  if (snapshotUrl.starts_with('/') && !snapshotUrl.starts_with("//"))
    return parseCameraAddress(host.origin() + snapshotUrl);
  std::optional<CameraAddress> address = parseCameraAddress(snapshotUrl);
  if (address && isLoopback(address->host)) address->host = host.host;
  return address;
}

}  // namespace herald::camera
