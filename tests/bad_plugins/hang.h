// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/export.h"

/// Blocks until releaseHangs() is called.
void hang();

/// Ends all hanging calls of this library. The test finds it by name.
extern "C" HERALD_API void releaseHangs();
