// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/port_listener.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

constexpr auto kListening = "0A";

/// What a link of /proc/PID/fd names for each socket that listens at this port: "socket:[4711]".
std::set<std::string> socketsAt(std::uint16_t port) {
  std::set<std::string> sockets;
  for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);  // the head
    while (std::getline(file, line)) {
      std::istringstream words(line);
      std::string slot, local, remote, state, skipped, inode;
      words >> slot >> local >> remote >> state;
      for (int i = 0; i < 5; ++i) words >> skipped;
      words >> inode;
      const auto colon = local.rfind(':');
      if (state != kListening || colon == std::string::npos) continue;
      if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) sockets.insert("socket:[" + inode + "]");
    }
  }
  return sockets;
}

bool hasOneOf(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator it(process / "fd", error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    if (sockets.contains(fs::read_symlink(it->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

std::string listenerAt(std::uint16_t port) {
  const auto sockets = socketsAt(port);
  if (sockets.empty()) return {};
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
    if (!hasOneOf(it->path(), sockets)) continue;
    std::ifstream file(it->path() / "comm");
    std::string name;
    std::getline(file, name);
    return name;
  }
  return {};
}

}  // namespace herald::core::ctl
