// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "kafka_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::kafka::KafkaSource, "kafka")
HERALD_PLUGINS_END
