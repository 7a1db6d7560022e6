// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/host.h"
#include "herald/http.h"
#include "testing/record.h"

namespace herald::core {

/// Records what is logged. Every thread may log.
class RecordingHost : public Host {
 public:
  void log(Level level, std::string_view text) override {
    (level == Level::Debug ? details : lines).add(std::string(text));
  }
  std::unique_ptr<HttpClient> http(const Settings&) override { return nullptr; }
  Clock::time_point now() const override { return {}; }
  std::chrono::system_clock::time_point wallClock() const override { return {}; }
  void hide(const std::vector<std::string>&) override {}
  std::string load(std::string_view) override { return {}; }
  void save(std::string_view, std::string_view) override {}

  Record lines{};
  Record details{};  ///< of Level::Debug
};

}  // namespace herald::core
