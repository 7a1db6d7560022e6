// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// The versions that a plugin library must match exactly.
struct Requirements {
  std::uint32_t abi = 0;     ///< HERALD_SDK_ABI
  std::uint32_t poco = 0;    ///< as POCO_VERSION
  std::uint32_t cxxAbi = 0;  ///< herald::kCxxAbi
  int pocoSoname = 0;        ///< the N of libPocoFoundation.so.N; 0 if it is unknown, then it is not compared
};

/// The versions of this process.
Requirements runningRequirements();

/// What the bytes of a library tell about it.
struct ElfReport {
  /// Why the library must not be loaded and what to do, as a clause after its file name. Empty if it may be loaded.
  std::string reason{};
  std::string warning{};   ///< what should be built otherwise, as a clause after its file name; empty if nothing
  std::string version{};   ///< of the library itself
  std::string builtFor{};  ///< "SDK 1, Poco 1.11.0"
  /// The types that HERALD_PLUGIN names, as far as the bytes show them; also of a library with a reason.
  std::vector<std::string> types{};
};

/// Checks the bytes of a library without running its code (System V ABI, chapters 4 and 5). dlopen would run its static
/// constructors, and would crash on a truncated file. Takes any bytes. Throws only std::bad_alloc.
ElfReport checkElf(std::string_view bytes, const Requirements& needed);

}  // namespace herald::core
