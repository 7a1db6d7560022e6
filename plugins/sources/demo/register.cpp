// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "demo_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::demo::DemoSource, "demo")
HERALD_PLUGINS_END
