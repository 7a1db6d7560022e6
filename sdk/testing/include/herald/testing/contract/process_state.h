// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <clocale>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "herald/outcome.h"

namespace herald::test {

/// The names in a folder of /proc/self: open descriptors, or threads.
inline std::set<std::string> namesInProc(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/" + folder))
    names.insert(entry.path().filename().string());
  return names;
}

/// The descriptors that are open. Without the one that reads the folder.
inline std::set<int> openDescriptors() {
  std::set<int> open;
  for (const auto& name : namesInProc("fd")) open.insert(std::stoi(name));
  std::erase_if(open, [](int fd) { return ::fcntl(fd, F_GETFD) < 0; });
  return open;
}

/// What all plugins of a process share, and none may change. A value: what it was when it was made.
class ProcessState {
 public:
  ProcessState() : folder_(std::filesystem::current_path().string()), locale_(std::setlocale(LC_ALL, nullptr)) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2})
      handlers_[signal] = handlerOf(signal);
  }

  /// What differs now, as clauses: "changes the current folder".
  std::set<std::string> changes() const {
    const ProcessState now;
    std::set<std::string> found;
    if (now.folder_ != folder_) found.insert("changes the current folder");
    if (now.locale_ != locale_) found.insert("changes the locale");
    if (now.handlers_ != handlers_) found.insert("changes the handler of a signal");
    return found;
  }

  /// The descriptors that are open and were not open then.
  std::set<int> newDescriptors() const {
    auto now = openDescriptors();
    std::erase_if(now, [this](int fd) { return descriptors_.contains(fd); });
    return now;
  }

  /// True if the threads that are new since then end within this time. A thread that was joined stays in /proc for a
  /// moment.
  bool newThreadsEnd(Millis within) const {
    const auto until = Clock::now() + within;
    while (Clock::now() < until) {
      const auto now = namesInProc("task");
      if (std::includes(threads_.begin(), threads_.end(), now.begin(), now.end())) return true;
      std::this_thread::yield();
    }
    return false;
  }

 private:
  using Handler = void (*)(int);
  static Handler handlerOf(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler;
  }

  std::string folder_;
  std::string locale_;
  std::map<int, Handler> handlers_{};
  std::set<int> descriptors_ = openDescriptors();
  std::set<std::string> threads_ = namesInProc("task");
};

}  // namespace herald::test
