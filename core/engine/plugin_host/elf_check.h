#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// What a plugin library has to match exactly.
struct Requirements {
  std::uint32_t abi = 0;     ///< HERALD_SDK_ABI
  std::uint32_t poco = 0;    ///< as POCO_VERSION
  std::uint32_t cxxAbi = 0;  ///< herald::kCxxAbi
  int pocoSoname = 0;        ///< the N of libPocoFoundation.so.N; 0 if it is not known, then none is compared
};

/// Those of the process that asks.
Requirements runningRequirements();

/// What the bytes of a library say about it.
struct ElfReport {
  std::string reason{};  ///< why it must not be loaded and what to do, as a clause after its file name; empty if it may
  std::string version{};   ///< its own
  std::string builtFor{};  ///< "SDK 1, Poco 1.11.0"
  std::vector<std::string>
      types{};  ///< that HERALD_PLUGIN made known, as far as the bytes go; also of a library to refuse
};

/// Looks at a library's bytes and runs none of its code: dlopen would run its static constructors, and crash on a
/// truncated file (System V ABI, chapters 4 and 5; poco's ClassLoader checks less, and later). Any bytes may be given;
/// throws nothing but std::bad_alloc.
ElfReport checkElf(std::string_view bytes, const Requirements& needed);

}  // namespace herald::core
