// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "remind.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::remind::Remind, "remind")
HERALD_PLUGINS_END
