// SPDX-License-Identifier: Apache-2.0
#include "thread_limits.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "herald/file_descriptor.h"

namespace herald::inline v1 {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostText = 8192;  // a page has room for what the kernel says here

std::optional<std::uint64_t> limitOf(__rlimit_resource_t resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

/// The start of a file of the kernel, which is all of it; empty if there is none.
std::istringstream readKernelFile(const fs::path& path) {
  std::string text(kMostText, '\0');
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(file.get(), text.data(), text.size()), 0)));
  return std::istringstream(std::move(text));
}

/// The first number in a file; nothing if there is none.
std::optional<std::uint64_t> firstNumber(const fs::path& path) {
  std::uint64_t number = 0;
  return readKernelFile(path) >> number ? std::optional(number) : std::nullopt;
}

std::uint64_t stackSize() {
  pthread_attr_t attributes;
  std::size_t size = 0, guard = 0;
  if (::pthread_getattr_default_np(&attributes) != 0) return 0;
  ::pthread_attr_getstacksize(&attributes, &size);
  ::pthread_attr_getguardsize(&attributes, &guard);
  ::pthread_attr_destroy(&attributes);
  return size + guard;
}

/// The control group of this process: "/system.slice/herald.service".
fs::path ownGroup() {
  constexpr std::string_view kUnified = "0::";
  auto file = readKernelFile("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kUnified)) return line.substr(kUnified.size());
  }
  return {};
}

/// A field of /proc/PID/status: "Threads".
std::uint64_t statusOf(const fs::path& process, std::string_view field) {
  auto file = readKernelFile(process / "status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(field)) return std::strtoull(line.c_str() + field.size(), nullptr, 10);
  }
  return 0;
}

std::uint64_t threadsOfThisUser() {
  const auto user = ::getuid();
  std::uint64_t threads = 0;
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end; process.increment(error)) {
    struct stat info {};
    if (::stat(process->path().c_str(), &info) != 0 || info.st_uid != user) continue;
    threads += statusOf(process->path(), "Threads:");
  }
  return threads;
}

std::string inMiB(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

std::optional<ThreadLimits::Tasks> ThreadLimits::tasksOf(const fs::path& root, fs::path path) {
  std::optional<Tasks> fullest;
  for (; path.has_relative_path(); path = path.parent_path()) {
    const auto folder = root / path.relative_path();
    const auto most = firstNumber(folder / "pids.max");  // it is "max" if there is no limit
    const auto now = firstNumber(folder / "pids.current");
    if (!most || !now || (fullest && *most - *now >= fullest->most - fullest->now)) continue;
    fullest = Tasks{path.string(), *most, *now};
  }
  return fullest;
}

ThreadLimits ThreadLimits::ofThisProcess() {
  const auto pages = firstNumber("/proc/self/statm").value_or(0);
  return {.tasks = tasksOf("/sys/fs/cgroup", ownGroup()),
          .addressSpace = limitOf(RLIMIT_AS),
          .used = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)),
          .stack = stackSize(),
          .threads = ::getuid() == 0 ? std::nullopt : limitOf(RLIMIT_NPROC),
          .running = threadsOfThisUser()};
}

std::string whyNoThread(const ThreadLimits& limits) {
  if (const auto& tasks = limits.tasks; tasks && tasks->now >= tasks->most) {
    return tasks->group + " has its " + std::to_string(tasks->most) + " threads: raise TasksMax in that systemd unit";
  }
  if (limits.addressSpace && limits.used + limits.stack > *limits.addressSpace) {
    return "its memory would exceed RLIMIT_AS, " + inMiB(*limits.addressSpace) +
           ": raise `ulimit -v`, or LimitAS in the systemd unit";
  }
  if (limits.threads && limits.running >= *limits.threads) {
    return "this user has all threads that RLIMIT_NPROC allows, " + std::to_string(*limits.threads) +
           ": raise `ulimit -u`, or LimitNPROC in the systemd unit";
  }
  return "this machine has no memory or no threads left: end other programs, or raise kernel.threads-max";
}

}  // namespace herald::inline v1
