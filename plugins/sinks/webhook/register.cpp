#include "herald/register.h"
#include "webhook_sink.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::webhook::WebhookSink, "webhook")
HERALD_PLUGINS_END
