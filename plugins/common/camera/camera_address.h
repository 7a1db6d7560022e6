// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace herald::camera {

/// Where a camera is, taken apart. A value.
struct CameraAddress {
  std::string scheme{};  ///< http or https
  std::string login{};   ///< `user:password` as the address has it, decoded; empty if there is none
  std::string host{};    ///< in lower case
  std::string port{};    ///< with its colon; empty if there is none
  std::string target{};  ///< path and query

  std::string origin() const { return scheme + "://" + host + port; }  ///< the part that a message may show
  std::string url() const { return origin() + target; }                ///< without the login
};

/// Nothing if `text` is not an http or https address with a host.
std::optional<CameraAddress> parseCameraAddress(const std::string& text);

/// A snapshot address from the settings of a printer's host, as this machine reaches it. There, a loopback address
/// means that host, and a path belongs to the host's own address. Nothing if it is not an http or https address.
std::optional<CameraAddress> cameraBeside(const CameraAddress& host, const std::string& snapshotUrl);

}  // namespace herald::camera
