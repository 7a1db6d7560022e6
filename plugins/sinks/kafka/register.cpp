// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "kafka_sink.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::kafka_sink::KafkaSink, "kafka")
HERALD_PLUGINS_END
