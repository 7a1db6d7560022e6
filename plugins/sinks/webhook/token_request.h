#pragma once

#include <memory>
#include <vector>

#include "herald/host.h"
#include "herald/http.h"
#include "herald/settings.h"

namespace herald::webhook {

/// The options of the token call: oauth.url, oauth.method, …, and those of its own connection.
std::vector<Option> tokenOptions();

/// The token call, as the user wrote it down: no variable is expanded in it. Throws BadSettings.
HttpRequest tokenRequest(const Settings& settings);

/// The client of the token call, by `oauth.timeout`, `oauth.proxy`, `oauth.auth.*` and `oauth.tls.*`. What of proxy and
/// TLS is not given is the webhook's; its credentials never are. Throws BadSettings.
std::unique_ptr<HttpClient> tokenClient(const Settings& settings, Host& host);

}  // namespace herald::webhook
