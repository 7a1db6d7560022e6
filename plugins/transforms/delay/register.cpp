// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "delay.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::delay::Delay, "delay")
HERALD_PLUGINS_END
