// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "herald/program.h"

namespace herald::core {

/// A printer's server that announces itself in the network. A value.
struct Announced {
  std::string type{};   ///< "octoprint" or "moonraker"
  std::string title{};  ///< what it calls itself: "OctoPrint instance on octopi"
  std::string url{};
  bool operator==(const Announced&) const = default;
};

/// What announces itself, and why nothing could be asked.
struct Discovery {
  std::vector<Announced> found{};  ///< each address once
  std::string why{};               ///< a sentence if the network could not be asked; empty otherwise
};

/// Asks Avahi for `_octoprint._tcp` and `_moonraker._tcp` by its program avahi-browse (Debian: avahi-utils). It takes a
/// second or two, and ends at a stop. `run` is runProgram, except in tests. Every thread may call it.
Discovery discover(const std::stop_token& stop,
                   const std::function<ProgramEnd(const Program&, std::stop_token)>& run = nullptr);

/// What `avahi-browse --resolve --parsable` has printed for one type.
std::vector<Announced> announcedIn(std::string_view output, const std::string& type);

}  // namespace herald::core
