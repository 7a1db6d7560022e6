#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/plugin_host/plugin_host.h"

namespace herald::core {

/// A library whose code is in the process, and stays there until its end; the instances of its classes.
class LoadedLibrary {
 public:
  /// Loads a file that was checked, and tries each of its classes once. Each call into it may take `limit`. Throws
  /// std::runtime_error with a clause that fits behind the name of the file.
  LoadedLibrary(const std::filesystem::path& copy, Millis limit);

  const std::vector<Library::Offer>& offers() const { return offers_; }
  const std::map<std::string, std::string>& refused() const { return refused_; }  ///< as Library::refused

  /// See PluginHost::create; `type` is one of its classes.
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
