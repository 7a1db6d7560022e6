// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::kafka {

/// What is wrong with the file that a property of librdkafka names, as a clause that continues the name of the
/// property: "names `/run/p`, which is a named pipe: name a file". Empty if librdkafka can read it, and if the property
/// names no file. librdkafka opens these files when a client starts, and waits for a pipe in silence. Any thread may
/// call it.
std::string fileFaultOf(std::string_view property, const std::string& value);

}  // namespace herald::kafka
