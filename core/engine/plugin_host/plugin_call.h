// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::core {

/// A configured plugin for people: "sink phone (plugin webhook)". `plugin` is its type; if it is empty, only the rest.
std::string whoIs(std::string_view kind, std::string_view name, std::string_view plugin);

/// Says that this thread is in a call into a plugin, while this object lives. A crash can be reported with it, so it is
/// text in a fixed place. Calls may contain others; the innermost one counts. It costs no allocation and no lock.
class PluginCall {
 public:
  /// Arguments as for whoIs(). `event` is what the plugin was given; null if nothing.
  PluginCall(std::string_view kind, std::string_view name, std::string_view plugin, const Event* event = nullptr);

  /// A call that wanders to another thread, such as an attempt that waits for its answer there. A value.
  struct Carried {
    std::string text{};
  };
  static Carried carried() { return {std::string(current())}; }  ///< the call that this thread is in
  explicit PluginCall(const Carried& call);

  ~PluginCall();
  PluginCall(const PluginCall&) = delete;
  PluginCall& operator=(const PluginCall&) = delete;

  /// The call that this thread is in: "sink phone (plugin webhook) with PrintDone of mk3, event 0190…". Empty if it is
  /// in none. A signal handler may call it.
  static std::string_view current() noexcept;

 private:
  void add(std::string_view text);

  std::array<char, 448> text_{};
  std::size_t size_ = 0;
  const PluginCall* const outer_;
};

}  // namespace herald::core
