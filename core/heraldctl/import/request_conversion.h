// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "heraldctl/import/converted_hook.h"
#include "heraldctl/import/template_conversion.h"
#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// Adds the options for the HTTP request of a delivery: method, content type, headers and data.
void convertDeliveryRequest(const WebhooksHook& hook, TemplateConversion& templates, ConvertedHook& result);

/// Adds the same options for the request of an OAuth token. They have no templates.
void convertTokenRequest(const WebhooksHook& hook, ConvertedHook& result);

}  // namespace herald::core::import
