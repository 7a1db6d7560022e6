// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "oauth_webhook_sink.h"
#include "webhook_sink.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::webhook::WebhookSink, "webhook")
HERALD_PLUGIN(herald::webhook::OAuthWebhookSink, "oauth_webhook")
HERALD_PLUGINS_END
