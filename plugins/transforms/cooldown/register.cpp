// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "cooldown.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::cooldown::Cooldown, "cooldown")
HERALD_PLUGINS_END
