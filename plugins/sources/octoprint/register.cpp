// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "octoprint_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::octoprint::OctoPrintSource, "octoprint")
HERALD_PLUGINS_END
