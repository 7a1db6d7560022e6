// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::testing {

/// The folder into which unpack_debian.sh has unpacked a package of Debian: `unpacked("mosquitto") +
/// "/usr/sbin/mosquitto"`. Throws std::runtime_error if it is missing.
std::string unpacked(const std::string& package);

}  // namespace herald::testing
