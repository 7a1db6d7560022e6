// SPDX-License-Identifier: Apache-2.0
#include "http/testing/test_names.h"

#include <dlfcn.h>
#include <netdb.h>

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "herald/export.h"

namespace herald {
namespace {

std::mutex namesMutex;
std::shared_ptr<const std::function<bool(const std::string&)>> names;

std::shared_ptr<const std::function<bool(const std::string&)>> currentNames() {
  const std::lock_guard lock(namesMutex);
  return names;
}

}  // namespace

// Replaces getaddrinfo of the C library in the whole program, also for the library of the SDK. So the tests run the
// real resolver without a network.
extern "C" HERALD_API int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const auto lookUp = currentNames();
  if (!lookUp || name == nullptr || !std::string_view(name).ends_with(".test"))
    return real(name, service, hints, result);
  if (!(*lookUp)(name)) return EAI_NONAME;
  const bool isLinkLocal = std::string_view(name).starts_with("link-local");
  return real(isLinkLocal ? "169.254.169.254" : "127.0.0.1", service, hints, result);
}

namespace testing {

TestNames::TestNames(std::function<bool(const std::string&)> lookUp) {
  const std::lock_guard lock(namesMutex);
  names = std::make_shared<const std::function<bool(const std::string&)>>(std::move(lookUp));
}

TestNames::~TestNames() {
  const std::lock_guard lock(namesMutex);
  names = nullptr;
}

}  // namespace testing

}  // namespace herald
