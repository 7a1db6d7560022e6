// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "stdout_sink.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::stdout_sink::StdoutSink, "stdout")
HERALD_PLUGINS_END
