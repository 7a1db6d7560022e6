// SPDX-License-Identifier: Apache-2.0
// A library with Herald's note. Its manifest is for another base class (OTHER_BASE), has no class (NO_CLASS), or is
// missing.
#include "herald/register.h"

#if defined(OTHER_BASE)

struct Other {
  virtual ~Other() = default;
};

__attribute__((used, retain, section(".note.herald"), aligned(4))) static constexpr herald::LibraryNote note{};
POCO_BEGIN_MANIFEST(Other)
static_cast<void>(pManifest);  // it registers no class
POCO_END_MANIFEST

#elif defined(NO_CLASS)

HERALD_PLUGINS_BEGIN
static_cast<void>(pManifest);  // it registers no class
HERALD_PLUGINS_END

#else

__attribute__((used, retain, section(".note.herald"), aligned(4))) static constexpr herald::LibraryNote note{};

#endif
