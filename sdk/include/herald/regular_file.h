// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// What the path names instead of a regular file: "a named pipe", "a device". Empty for a regular file, and for nothing
/// at all. Ask this before a library opens a file of the configuration: to open a pipe waits for another program, in
/// silence. Any thread may call it.
HERALD_API std::string insteadOfFile(const std::string& path);

}  // namespace herald::inline v1
