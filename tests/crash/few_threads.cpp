// SPDX-License-Identifier: Apache-2.0
// A library to load before those of heraldd. It gives the process only a few more threads, as a limit of the system
// does: RLIMIT_NPROC does not hold for root, and RLIMIT_AS not for a thread that takes over the stack of another.
//
// HERALD_THREADS names a file. While it exists, the number in it is how many threads may still start.
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string_view>

namespace {

bool takeOne() {
  // The process that tries plugins has threads of its own; they end before heraldd loads the plugins.
  if (std::string_view(::program_invocation_short_name) != "heraldd") return true;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const char* const path = std::getenv("HERALD_THREADS");
  int left = 0;
  if (!path || !(std::ifstream(path) >> left)) return true;
  if (left == 0) return false;
  std::ofstream(path) << left - 1;
  return true;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
  return takeOne() ? create(thread, attributes, run, argument) : EAGAIN;
}
#pragma GCC visibility pop
