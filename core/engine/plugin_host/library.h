// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "herald/settings.h"

namespace herald::core {

/// One file in a plugin folder, and the result of loading it.
struct Library {
  /// A class of the library that works.
  struct Offer {
    std::string type{};             ///< "webhook"
    std::string kind{};             ///< "sink"
    std::vector<Option> options{};  ///< from its options()
    std::string manifestName{};     ///< its name in the library's manifest
    std::string summary{};          ///< from its summary(); may be empty

    bool operator==(const Offer&) const = default;
  };

  std::filesystem::path file{};
  std::string hash{};      ///< SHA-256 of the bytes that were checked and loaded
  std::string version{};   ///< of the library itself, from its ELF note
  std::string builtFor{};  ///< "SDK 1, Poco 1.11.0"
  bool loaded = false;     ///< it is in order: what it offers can be created
  std::string warning{};   ///< of a loaded file: what should be built otherwise, as a clause after its name
  std::string reason{};    ///< why it was refused and what to do, as a clause after its name: "is truncated: …"
  std::vector<Offer> offers{};
  std::map<std::string, std::string> refused{};  ///< by type: why the class cannot be used, as a sentence
  std::vector<std::string> named{};              ///< the types that a refused file would offer
};

}  // namespace herald::core
