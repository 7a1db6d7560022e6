// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/webhooks_defaults.h"

namespace herald::core::import {

namespace {

// The defaults of settings version 1 (plugin 3.0.0), and of what later versions added to a hook: customEvents in 3,
// event_cooldown in 4, verify_ssl in 5. No version changed an earlier default.
const std::map<std::string, std::string> kDefaults{
    {"url", ""},
    {"apiSecret", ""},
    {"deviceIdentifier", ""},
    {"eventPrintStarted", "true"},
    {"eventPrintDone", "true"},
    {"eventPrintFailed", "true"},
    {"eventPrintPaused", "true"},
    {"eventUserActionNeeded", "true"},
    {"eventError", "true"},
    {"event_print_progress", "false"},
    {"event_print_progress_interval", "50"},
    {"eventPrintStartedMessage", "Your print has started."},
    {"eventPrintDoneMessage", "Your print is done."},
    {"eventPrintFailedMessage", "Something went wrong and your print has failed."},
    {"eventPrintPausedMessage", "Your print has paused. You might need to change the filament color."},
    {"eventUserActionNeededMessage", "User action needed. You might need to change the filament color."},
    {"eventPrintProgressMessage", "Your print is @percentCompleteMilestone % complete."},
    {"eventErrorMessage", "There was an error."},
    {"headers", R"({"Content-Type": "application/json"})"},
    {"data",
     R"({"deviceIdentifier": "@deviceIdentifier", "apiSecret": "@apiSecret", "topic": "@topic", "message": "@message", )"
     R"("extra": "@extra", "state": "@state", "job": "@job", "progress": "@progress", "currentZ": "@currentZ", )"
     R"("offsets": "@offsets", "meta": "@meta", "currentTime": "@currentTime", "snapshot": "@snapshot"})"},
    {"http_method", "POST"},
    {"content_type", "JSON"},
    {"oauth", "false"},
    {"oauth_url", ""},
    {"oauth_headers", R"({"Content-Type": "application/json"})"},
    {"oauth_data", R"({"client_id": "myClient", "client_secret": "mySecret", "grant_type": "client_credentials"})"},
    {"oauth_http_method", "POST"},
    {"oauth_content_type", "JSON"},
    {"test_event", "PrintStarted"},
    {"webhook_enabled", "true"},
    {"event_cooldown", "0"},
    {"verify_ssl", "true"},
};

}  // namespace

const std::map<std::string, std::string>& webhooksDefaults() { return kDefaults; }

}  // namespace herald::core::import
