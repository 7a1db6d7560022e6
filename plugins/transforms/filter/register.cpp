// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "filter.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::filter::Filter, "filter")
HERALD_PLUGINS_END
