// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "progress_throttle.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::progress_throttle::ProgressThrottle, "progress_throttle")
HERALD_PLUGINS_END
