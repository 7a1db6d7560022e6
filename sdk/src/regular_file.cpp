// SPDX-License-Identifier: Apache-2.0
#include "herald/regular_file.h"

#include <filesystem>
#include <system_error>

namespace herald::inline v1 {

std::string insteadOfFile(const std::string& path) {
  using std::filesystem::file_type;
  std::error_code ignored;
  switch (std::filesystem::status(path, ignored).type()) {
    case file_type::fifo: return "a named pipe";
    case file_type::socket: return "a socket";
    case file_type::directory: return "a folder";
    case file_type::block:
    case file_type::character: return "a device";
    default: return {};
  }
}

}  // namespace herald::inline v1
