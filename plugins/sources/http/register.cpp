// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "http_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::http_source::HttpSource, "http")
HERALD_PLUGINS_END
