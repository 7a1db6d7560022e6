#pragma once

#include "herald/export.h"

/// Blocks until the test lets go of all hanging calls of this library.
void hang();

extern "C" HERALD_API void releaseHangs();
