// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace herald::core::ctl {

/// The name of the program that listens at a TCP port of this machine, as /proc tells it. Empty if no program does, or
/// if this user may not look into it: only root sees all of them.
std::string listenerAt(std::uint16_t port);

}  // namespace herald::core::ctl
