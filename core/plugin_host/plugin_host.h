#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "herald/plugin.h"

namespace herald::core {

/// One file in a plugin folder, and what became of it.
struct Library {
  std::filesystem::path file{};
  std::string hash{};                ///< SHA-256 of the bytes that were checked and loaded
  std::string version{};             ///< its own, from its ELF note
  std::string builtFor{};            ///< "SDK 1, Poco 1.11.0"
  bool loaded = false;
  std::string reason{};              ///< why it was refused, and what to do
  struct Offer { std::string type, kind; };
  std::vector<Offer> offers{};       ///< "webhook", "sink"
  std::vector<std::string> named{};  ///< of a refused file: the types that it would offer, as far as the name of the file tells
};

/// Loads plugin libraries through Poco::ClassLoader and makes instances of their classes. A file is checked without
/// running any of its code (core/plugin_host/elf_check.h), then a private copy of the checked bytes, named by their hash, is loaded; so
/// neither an overwritten nor a swapped file can hurt, and a library is never unloaded. A refused file is one entry with its reason,
/// never an exception. For one thread at a time, but for the instances that it made.
class PluginHost {
 public:
  /// Copies go to `cache`, which is made (0700) when needed.
  explicit PluginHost(std::filesystem::path cache);
  ~PluginHost();

  /// Looks through the folders in this order; new and changed files are loaded, unchanged ones stay. Of two files
  /// that offer the same type, the first one has it, and the other is refused.
  void scan(const std::vector<std::filesystem::path>& folders);

  const std::vector<Library>& libraries() const;

  /// The library that offers a type; nullptr if none does.
  const Library* find(const std::string& type) const;

  /// Why a type is not there: "unknown type `webhok`, did you mean `webhook`?", or, if a file of that name was refused,
  /// that file and its reason.
  std::string whyMissing(const std::string& type) const;

  /// A new instance; the caller holds the library in memory by it. Throws std::runtime_error if the type is not there or its
  /// constructor throws or hangs.
  std::shared_ptr<Plugin> create(const std::string& type) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "source", "transform" or "sink" by what the instance can do; empty for none of them.
std::string kindOf(const Plugin& plugin);

}  // namespace herald::core
