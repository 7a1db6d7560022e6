// A library with Herald's note, and a manifest of another base class, of no class, or none at all.
#include "herald/register.h"

#if defined(OTHER_BASE)

struct Other {
  virtual ~Other() = default;
};

__attribute__((used, retain, section(".note.herald"), aligned(4))) static constexpr herald::LibraryNote note{};
POCO_BEGIN_MANIFEST(Other)
POCO_END_MANIFEST

#elif defined(NO_CLASS)

HERALD_PLUGINS_BEGIN
HERALD_PLUGINS_END

#else

__attribute__((used, retain, section(".note.herald"), aligned(4))) static constexpr herald::LibraryNote note{};

#endif
