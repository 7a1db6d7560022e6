// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "mqtt_sink.h"
#include "mqtt_source.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::mqtt::MqttSink, "mqtt")
HERALD_PLUGIN(herald::mqtt::MqttSource, "mqtt")
HERALD_PLUGINS_END
