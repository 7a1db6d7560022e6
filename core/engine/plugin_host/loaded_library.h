// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plugin_host/plugin_host.h"

namespace herald::core {

/// A library in this process, and a factory for its classes. Its code stays in memory until the process ends, also if
/// it cannot be used. For one thread at a time.
class LoadedLibrary {
 public:
  /// Loads the bytes of a checked file, and makes one instance of each class to read its options. Debuggers know them
  /// as `name`. `limit` is the longest time for each call. Throws std::runtime_error if nothing was loaded; its text is
  /// a clause after the file name.
  LoadedLibrary(const std::string& name, std::string_view bytes, Millis limit);

  /// Why the loaded code cannot be used, as a clause after the file name; empty if it can.
  const std::string& flaw() const { return flaw_; }

  const std::vector<Library::Offer>& offers() const { return offers_; }
  const std::map<std::string, std::string>& refused() const { return refused_; }  ///< as Library::refused

  /// See PluginHost::create. `type` is one of the offers.
  std::shared_ptr<Plugin> create(const std::string& type) const;

 private:
  struct Code;

  void readOffers();
  void tryOut(const std::string& type);

  Millis limit_;
  std::shared_ptr<Code> code_;
  std::string flaw_{};
  std::vector<Library::Offer> offers_{};
  std::map<std::string, std::string> refused_{};
};

}  // namespace herald::core
