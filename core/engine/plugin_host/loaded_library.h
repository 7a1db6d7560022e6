// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/files/sealed_file.h"
#include "engine/plugin_host/plugin_host.h"

namespace herald::core {

/// A library, and a factory for its classes. Its code is loaded if somebody needs it, and then stays in memory until
/// the process ends, also if it cannot be used. For one thread at a time.
class LoadedLibrary {
 public:
  /// The flaw of a library that does not return while it is loaded.
  static constexpr auto kHangs = "hangs while it is loaded: its static objects must not wait for anything";

  /// Loads a checked file, and makes one instance of each class to read and check its options. Other libraries do not
  /// see its symbols. `limit` is the longest time for each call. Throws std::runtime_error if nothing was loaded; its
  /// text is a clause after the file name.
  LoadedLibrary(std::shared_ptr<SealedFile> file, Millis limit);

  /// The same for a file that another process has loaded and found in order, with what it offers. Its code is loaded
  /// before the first instance is made.
  LoadedLibrary(std::shared_ptr<SealedFile> file, Millis limit, std::vector<Library::Offer> offers);

  bool isLoaded() const;  ///< its code is in this process

  /// Why the loaded code cannot be used, as a clause after the file name; empty if it can.
  const std::string& flaw() const { return flaw_; }

  const std::vector<Library::Offer>& offers() const { return offers_; }
  const std::map<std::string, std::string>& refused() const { return refused_; }  ///< as Library::refused

  /// See PluginHost::create. `offer` is one of the offers.
  std::shared_ptr<Plugin> create(const Library::Offer& offer);

  /// A new instance of a loaded library, made on this thread and without a limit: for a process that exists to try it.
  std::unique_ptr<Plugin> make(const Library::Offer& offer) const;

 private:
  struct Code;

  void load();
  void loadBeforeUse();
  void readOffers();
  void tryOut(const std::string& manifestName);

  Millis limit_;
  std::shared_ptr<Code> code_;
  std::string flaw_{};
  std::vector<Library::Offer> offers_{};
  std::map<std::string, std::string> refused_{};
};

}  // namespace herald::core
