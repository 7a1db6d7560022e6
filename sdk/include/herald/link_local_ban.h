// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/export.h"

namespace herald::inline v1 {

/// Keeps a thread away from link-local addresses (169.254.0.0/16 and fe80::/10) and from the other fixed addresses and
/// names of cloud metadata services, which give credentials to whoever asks. While it lives, HttpClient and
/// TcpConnector refuse to connect there in this thread: they throw Failure with Hold. A LAN, a loopback address and the
/// internet stay reachable.
///
/// The check meets the very address that is connected to, after the name is resolved and after each redirect. A host
/// that has other addresses too is reached by those. Through a proxy, it meets the host as the URL writes it.
///
/// Herald has one around each test of settings that nobody has saved yet. They nest. For the thread that makes it.
class HERALD_API LinkLocalBan {
 public:
  LinkLocalBan();
  ~LinkLocalBan();
  LinkLocalBan(const LinkLocalBan&) = delete;
  LinkLocalBan& operator=(const LinkLocalBan&) = delete;

  static bool holds();  ///< true if this thread has one
};

}  // namespace herald::inline v1
