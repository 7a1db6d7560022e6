// SPDX-License-Identifier: Apache-2.0
#include "camera/camera_login.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPAuthenticationParams.h>
#include <Poco/Net/HTTPDigestCredentials.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/String.h>

#include "herald/base64.h"

namespace herald::camera {
namespace {

/// RFC 7616 §6.1. A new Poco takes any other name for MD5.
bool isAlgorithm(const std::string& name) {
  const std::string text = Poco::toLower(name);
  const std::string hash = text.ends_with("-sess") ? text.substr(0, text.size() - 5) : text;
  return hash == "md5" || hash == "sha-256" || hash == "sha-512-256";
}

std::string digest(const CameraLogin& login, const std::string& challenge, const std::string& target) {
  try {
    const Poco::Net::HTTPAuthenticationParams offered(challenge);
    if (!isAlgorithm(offered.get("algorithm", "MD5"))) return {};
    Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_GET, target);
    Poco::Net::HTTPDigestCredentials credentials(login.user, login.password);
    credentials.authenticate(request, offered);
    return request.get("Authorization", "");
  } catch (const Poco::Exception&) {
    return {};  // an algorithm that an old Poco does not know
  }
}

}  // namespace

CameraLogin cameraLogin(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
}

std::string authorizationFor(const CameraLogin& login, const HttpHeaders& answer, const std::string& target) {
  std::string basic;
  for (const auto& [name, value] : answer) {
    if (Poco::icompare(name, "WWW-Authenticate") != 0) continue;
    const std::size_t blank = value.find(' ');
    const std::string scheme = Poco::toLower(value.substr(0, blank));
    if (scheme == "digest" && blank != std::string::npos) {
      if (std::string text = digest(login, value.substr(blank + 1), target); !text.empty()) return text;
    }
    if (scheme == "basic") basic = "Basic " + toBase64(login.user + ":" + login.password);
  }
  return basic;
}

}  // namespace herald::camera
