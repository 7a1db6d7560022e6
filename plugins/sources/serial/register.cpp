// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "serial_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::serial::SerialSource, "serial")
HERALD_PLUGINS_END
