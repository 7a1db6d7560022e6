// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "heraldctl/import/converted_hook.h"
#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// Converts a hook of OctoPrint-Webhooks into the options of a sink that sends the same. If `isTemplate` is true, the
/// hook is an exported template: it has no address, no secret and no choice of events.
ConvertedHook convertHook(const WebhooksHook& hook, bool isTemplate = false);

}  // namespace herald::core::import
