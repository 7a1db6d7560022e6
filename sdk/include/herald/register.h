#pragma once

#include <Poco/ClassLibrary.h>
#include <Poco/Version.h>

#include <cstdint>
#include <string>

#include "herald/abi.h"
#include "herald/plugin.h"

/// Makes classes of this library known to Herald; used once in a library, outside every namespace. The name is what the
/// user writes as `type`; whether it is a source, a transform or a sink follows from its base class.
///
///   HERALD_PLUGINS_BEGIN
///     HERALD_PLUGIN(WebhookSink, "webhook")
///   HERALD_PLUGINS_END
///
/// Besides Poco's manifest this writes an ELF note, which Herald reads before it runs any code of the library:
/// `readelf -n` shows it under the name Herald.

#ifndef HERALD_PLUGIN_VERSION  // herald_add_plugin(… VERSION …) sets it
#define HERALD_PLUGIN_VERSION "0"
#endif

namespace herald::inline v1 {

/// What decides the layout of the C++ library's strings and containers: 1 for the C++11 ABI and 2 for the debug mode of
/// libstdc++, 0 for any other library. Compilers are free: g++ and clang++ understand each other.
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

/// The note's layout: an ELF note header (System V ABI), the name and four fields.
struct LibraryNote {
  std::uint32_t nameSize = 8, descriptionSize = 44, kind = 1;
  char name[8] = "Herald";
  std::uint32_t abi = HERALD_SDK_ABI;
  std::uint32_t poco = POCO_VERSION;
  std::uint32_t cxxAbi = kCxxAbi;
  char version[32] = HERALD_PLUGIN_VERSION;
};

}  // namespace herald::inline v1

/// Stands before the name of each class in the library's bytes, so that Herald can say of a refused library what is
/// missing with it.
#define HERALD_TYPE_MARK "herald plugin type: "

#define HERALD_PLUGINS_BEGIN                                                            \
  __attribute__((used, retain, section(".note.herald"),                                 \
                 aligned(4))) static constexpr herald::LibraryNote heraldLibraryNote{}; \
  POCO_BEGIN_MANIFEST(herald::Plugin)

#define HERALD_PLUGIN(Class, name)                                                        \
  {                                                                                       \
    static const char heraldType[] __attribute__((used, retain)) = HERALD_TYPE_MARK name; \
    POCO_EXPORT_INTERFACE(Class, name)                                                    \
  }

#define HERALD_PLUGINS_END POCO_END_MANIFEST
