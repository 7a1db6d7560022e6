// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/host.h"

namespace herald::bench {

/// A host that does nothing, so that a bench measures only the core.
class SilentHost final : public Host {
 public:
  void log(Level, std::string_view) override {}
  std::unique_ptr<HttpClient> http(const Settings&) override { return nullptr; }
  Clock::time_point now() const override { return Clock::now(); }
  std::chrono::system_clock::time_point wallClock() const override { return std::chrono::system_clock::now(); }
  void hide(const std::vector<std::string>&) override {}
  std::string load(std::string_view) override { return {}; }
  void save(std::string_view, std::string_view) override {}
};

}  // namespace herald::bench
