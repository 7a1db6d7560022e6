// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/plugin_host/library.h"
#include "engine/plugin_host/plugin_trial.h"
#include "herald/plugin.h"

namespace herald::core {

/// A class, and the library that has it.
struct FoundPlugin {
  const Library& library;
  const Library::Offer& offer;
};

/// Loads plugin libraries by Poco's manifest and makes instances of their classes. It checks a file without running its
/// code (elf_check.h), then puts the checked bytes into memory, where nobody can change them (sealed_file.h). So it
/// does no harm to overwrite or replace a file. New bytes are loaded in another process first (plugin_trial.h), which
/// says what they offer. This process loads them before it makes the first instance; so a library that nobody uses
/// costs only its bytes. The same bytes are loaded once, and never unloaded. No library sees the symbols of another. A
/// refused file is an entry with a reason, not an exception. For one thread at a time; the instances are not bound to
/// it.
///
/// An exception or a hang of a constructor, of options() or of a destructor does not affect Herald, and neither does a
/// crash while a library is loaded. A crash later ends the process, and so does an exception from a destructor.
class PluginHost {
 public:
  /// `limit` is the longest time for a constructor, for options() and for a destructor. If `trial` cannot run, Herald
  /// loads the libraries without it, and logs a warning.
  explicit PluginHost(Millis limit = std::chrono::seconds(5), std::filesystem::path trial = trialProgram());
  ~PluginHost();

  /// Searches the folders in this order, and the .so files of each by name. Loads new and changed files. If two files
  /// offer the same type of one kind, the second one is refused. A type can be created only while its file is there and
  /// not refused. Existing instances keep the code that they were made from.
  void scan(const std::vector<std::filesystem::path>& folders);

  const std::vector<Library>& libraries() const;

  /// The plugin of this kind and type, until the next scan.
  std::optional<FoundPlugin> find(const std::string& kind, const std::string& type) const;

  /// The plugins of a type, until the next scan: a source and a sink may have the same one.
  std::vector<FoundPlugin> ofType(const std::string& type) const;

  /// Why a type is missing: "unknown type `webhok`, did you mean `webhook`?", "`webhook` is a sink, not a source", or
  /// the refused file that would offer it, with its reason. `kind` is empty if any would do.
  std::string whyMissing(const std::string& kind, const std::string& type) const;

  /// A new instance. Any thread may destroy it. Throws std::runtime_error if the type is missing, if its library cannot
  /// be loaded, or if its constructor throws or hangs.
  std::shared_ptr<Plugin> create(const std::string& kind, const std::string& type) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "source", "transform" or "sink", by the base class of the instance; empty for another class.
std::string kindOf(const Plugin& plugin);

}  // namespace herald::core
