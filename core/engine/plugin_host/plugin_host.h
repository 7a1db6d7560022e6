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
  /// A class that can be used.
  struct Offer {
    std::string type{};             ///< "webhook"
    std::string kind{};             ///< "sink"
    std::vector<Option> options{};  ///< as its options() said
  };

  std::filesystem::path file{};
  std::string hash{};      ///< SHA-256 of the bytes that were checked and loaded
  std::string version{};   ///< its own, from its ELF note
  std::string builtFor{};  ///< "SDK 1, Poco 1.11.0"
  bool loaded = false;
  std::string reason{};  ///< why it was refused and what to do, as a clause after its name: "is truncated: …"
  std::vector<Offer> offers{};
  std::map<std::string, std::string> refused{};  ///< its classes that cannot be used, and why, as a sentence
  std::vector<std::string> named{};              ///< of a refused file: the types that would be there with it
};

/// Loads plugin libraries through Poco::ClassLoader and makes instances of their classes. A file is checked without
/// running any of its code (elf_check.h), then a private copy of the checked bytes, named by their hash, is loaded; so
/// neither an overwritten nor a swapped file can hurt. The same bytes are loaded once, and never unloaded. A refused
/// file is one entry with its reason, never an exception. For one thread at a time, but for the instances that it made.
///
/// What a plugin does is contained where that can be: an exception and a call without an end, of the constructor,
/// options() and the destructor here. A crash ends the process, and so does an exception out of a destructor or of a
/// static object.
class PluginHost {
 public:
  /// Copies go to `cache`, which is made (0700) when needed. `limit` is the time that a constructor, options() and a
  /// destructor may take.
  explicit PluginHost(std::filesystem::path cache, Millis limit = std::chrono::seconds(5));
  ~PluginHost();

  /// Looks through the folders in this order, and through the .so files of each by name. New and changed files are
  /// loaded, unchanged ones stay. Of two files that offer the same type, the first one has it, and the other is
  /// refused. What the files offer now is what there is: a type of a file that vanished, or was replaced by one that is
  /// refused, cannot be created any more. Instances that exist live on, with the code that they were made of.
  void scan(const std::vector<std::filesystem::path>& folders);

  const std::vector<Library>& libraries() const;

  /// The library that offers a type, until the next scan; nullptr if none does.
  const Library* find(const std::string& type) const;

  /// Why a type is not there: "unknown type `webhok`, did you mean `webhook`?", or, if a file that names it or is
  /// called like it was refused, that file and its reason.
  std::string whyMissing(const std::string& type) const;

  /// A new instance, to be destroyed from any thread. Throws std::runtime_error if the type is not there or its
  /// constructor throws or hangs.
  std::shared_ptr<Plugin> create(const std::string& type) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "source", "transform" or "sink" by what the instance can do; empty for none of them.
std::string kindOf(const Plugin& plugin);

}  // namespace herald::core
