// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>

namespace herald::core {

/// The names by which a browser may call this server. A web page can let its own name resolve to this machine (DNS
/// rebinding); then Origin and Host agree, and only a list helps. A value.
class HostList {
 public:
  /// `names` are those of the configuration, such as "printers.example".
  explicit HostList(std::set<std::string> names = {}) : names_(std::move(names)) {}

  /// `host` is in lower case and without its port, as in ServerRequest. True for an IP address, localhost, a name that
  /// ends in .local or .localhost, and a configured one.
  bool has(const std::string& host) const;

 private:
  std::set<std::string> names_;
};

}  // namespace herald::core
