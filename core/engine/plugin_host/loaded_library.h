// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/plugin_host/plugin_host.h"

namespace herald::core {

/// A library in this process, and a factory for its classes. Its code stays in memory until the process ends. For one
/// thread at a time.
class LoadedLibrary {
 public:
  /// Loads a checked file, and makes one instance of each class to read its options. `limit` is the longest time for
  /// each call. Throws std::runtime_error; its text is a clause after the file name.
  LoadedLibrary(const std::filesystem::path& copy, Millis limit);

  const std::vector<Library::Offer>& offers() const { return offers_; }
  const std::map<std::string, std::string>& refused() const { return refused_; }  ///< as Library::refused

  /// See PluginHost::create. `type` is one of the offers.
  std::shared_ptr<Plugin> create(const std::string& type) const;

 private:
  struct Code;

  void tryOut(const std::string& type);

  Millis limit_;
  std::shared_ptr<Code> code_;
  std::vector<Library::Offer> offers_{};
  std::map<std::string, std::string> refused_{};
};

}  // namespace herald::core
