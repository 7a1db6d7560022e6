// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "herald/host.h"
#include "herald/http.h"
#include "herald/settings.h"

namespace herald::webhook {

/// The options of the token call: oauth.url, oauth.method, …, and those of its own connection.
std::vector<Option> tokenOptions();

/// The token call, exactly as the user wrote it: it expands no variable. Throws BadSettings.
HttpRequest tokenRequest(const Settings& settings);

/// The client of the token call, by `oauth.timeout`, `oauth.proxy`, `oauth.auth.*` and `oauth.tls.*`. If the proxy or
/// all TLS options are missing, it uses those of the webhook. It never uses the webhook's credentials. Throws
/// BadSettings.
std::unique_ptr<HttpClient> tokenClient(const Settings& settings, Host& host);

}  // namespace herald::webhook
