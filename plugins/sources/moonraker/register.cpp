// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "moonraker_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::moonraker::MoonrakerSource, "moonraker")
HERALD_PLUGINS_END
