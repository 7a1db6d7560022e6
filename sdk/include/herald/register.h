// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/ClassLibrary.h>
#include <Poco/Version.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "herald/abi.h"
#include "herald/plugin.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/transform.h"

/// Registers the plugin classes of a library. Use it once per library, outside every namespace. The name is what a user
/// writes as `type`. The base class says whether the plugin is a source, a transform or a sink. A source and a sink may
/// have the same name, also in one library.
///
///   HERALD_PLUGINS_BEGIN
///     HERALD_PLUGIN(WebhookSink, "webhook")
///   HERALD_PLUGINS_END
///
/// The macros write Poco's manifest and an ELF note. Herald reads the note before it runs any code of the library;
/// `readelf -n` shows it under the name Herald.

#ifndef HERALD_PLUGIN_VERSION  // herald_add_plugin(… VERSION …) sets it
#define HERALD_PLUGIN_VERSION "0"
#endif

namespace herald::inline v1 {

/// The layout of the strings and containers of the C++ library: 1 for the C++11 ABI of libstdc++, plus 2 for its debug
/// mode; 0 for any other library. Plugins of g++ and clang++ work together.
inline constexpr std::uint32_t kCxxAbi =
#ifdef _GLIBCXX_USE_CXX11_ABI
    _GLIBCXX_USE_CXX11_ABI
#else
    0
#endif
#ifdef _GLIBCXX_DEBUG
    + 2
#endif
    ;

/// The layout of the note: an ELF note header (System V ABI), the name and four fields.
struct LibraryNote {
  std::uint32_t nameSize = 8, descriptionSize = 44, kind = 1;
  char name[8] = "Herald";
  std::uint32_t abi = HERALD_SDK_ABI;
  std::uint32_t poco = POCO_VERSION;
  std::uint32_t cxxAbi = kCxxAbi;
  char version[32] = HERALD_PLUGIN_VERSION;
};

/// The kind of a plugin class, with what separates it from the type: "sink/". Empty for a class of no kind.
template <typename Class>
constexpr std::string_view manifestPrefix() {
  if (std::is_base_of_v<Source, Class>) return "source/";
  if (std::is_base_of_v<Transform, Class>) return "transform/";
  if (std::is_base_of_v<Sink, Class>) return "sink/";
  return "";
}

/// The name of a class in Poco's manifest, which takes each name once: "sink/mqtt".
template <typename Class, std::size_t Size>
constexpr auto manifestName(const char (&type)[Size]) {
  constexpr auto prefix = manifestPrefix<Class>();
  std::array<char, prefix.size() + Size> name{};
  std::copy_n(type, Size, std::copy(prefix.begin(), prefix.end(), name.begin()));
  return name;
}

}  // namespace herald::inline v1

/// Marks the names of the types in the bytes of the library. So Herald can say which types are missing if it refuses
/// the library.
#define HERALD_TYPE_MARK "herald plugin type: "

#define HERALD_PLUGINS_BEGIN                                                            \
  __attribute__((used, retain, section(".note.herald"),                                 \
                 aligned(4))) static constexpr herald::LibraryNote heraldLibraryNote{}; \
  POCO_BEGIN_MANIFEST(herald::Plugin)

#define HERALD_PLUGIN(Class, name)                                                        \
  {                                                                                       \
    static const char heraldType[] __attribute__((used, retain)) = HERALD_TYPE_MARK name; \
    static constexpr auto heraldName = herald::manifestName<Class>(name);                 \
    POCO_EXPORT_INTERFACE(Class, heraldName.data())                                       \
  }

#define HERALD_PLUGINS_END POCO_END_MANIFEST
