// SPDX-License-Identifier: Apache-2.0
#include "token_request.h"

#include <algorithm>
#include <utility>

#include "data_encoding.h"
#include "header_templates.h"
#include "herald/json.h"
#include "option_group.h"

namespace herald::webhook {
namespace {

const std::string kTokenOptions = "oauth.";

bool isTls(const std::string& option) { return option.starts_with("tls."); }

/// Whether the token call has its own TLS options.
bool hasTls(const Settings& settings) {
  const std::vector<Option> all = httpOptions();
  return std::any_of(all.begin(), all.end(), [&](const Option& option) {
    return isTls(option.name) && settings.has(kTokenOptions + option.name);
  });
}

/// The options of the client that are set, without the prefix.
Settings::Values clientValues(const Settings& settings) {
  Settings::Values values;
  const auto take = [&](const std::string& from, const std::string& to) {
    if (const auto given = settings.values().find(from); given != settings.values().end()) values[to] = given->second;
  };
  for (const Option& option : httpOptions()) {
    const bool inherited = option.name == "proxy" || (isTls(option.name) && !hasTls(settings));
    if (inherited) take(option.name, option.name);
    if (option.name != "success" && option.name != "auth.bearer") take(kTokenOptions + option.name, option.name);
  }
  return values;
}

}  // namespace

std::vector<Option> tokenOptions() {
  return {
      {"oauth.url", Type::Text, "", "The address of the token server. Herald expands no variables in the token call.",
       true},
      {"oauth.method",
       Type::Choice,
       "POST",
       "The HTTP method of the token call; GET sends the data as the query.",
       false,
       {"POST", "PUT", "PATCH", "DELETE", "GET"}},
      {"oauth.contentType",
       Type::Choice,
       "JSON",
       "How Herald sends oauth.data; most token servers want FORM (RFC 6749).",
       false,
       {"JSON", "FORM", "QUERY"}},
      {"oauth.headers", Type::Map, "", "The headers of the token call: `oauth.headers.Accept = application/json`."},
      {.name = "oauth.data",
       .type = Type::Secret,
       .fallback = "{}",
       .help = "The data of the token call, as JSON: client_id, client_secret, grant_type.",
       .common = true},
      {"oauth.reuse", Type::Flag, "true",
       "Use a token for all events until it ends; `false` fetches one for each attempt."},
      {"oauth.refreshOn", Type::List, "401",
       "The receiver's HTTP status codes that mean that the token is invalid. Herald then fetches another one, once."},
      {.name = "oauth.timeout",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "How long the token call may take in all. It is part of the attempt, which `timeout` limits.",
       .least = "1ms"},
      {"oauth.auth.user", Type::Text, "", "The user name for HTTP Basic authentication at the token server."},
      {"oauth.auth.password", Type::Secret, "", "The password for HTTP Basic authentication at the token server."},
      {"oauth.proxy", Type::Secret, "", "The HTTP proxy of the token call; the default is the proxy of the webhook."},
      {"oauth.tls.ca", Type::Path, "",
       "Like tls.ca, for the token server. Without any `oauth.tls` option, Herald uses those of the webhook."},
      {"oauth.tls.certificate", Type::Path, "", "Like tls.certificate, for the token server."},
      {"oauth.tls.key", Type::Path, "", "Like tls.key, for the token server."},
      {"oauth.tls.verify", Type::Flag, "true", "Like tls.verify, for the token server."},
  };
}

HttpRequest tokenRequest(const Settings& settings) {
  HttpRequest request;
  request.purpose = "token";
  request.method = settings.text("oauth.method");
  request.url = settings.text("oauth.url");
  if (!isAddress(request.url)) settings.reject("oauth.url", "must begin with http:// or https://");
  request.headers = readHeaders(settings, "oauth.headers");
  const std::string data = settings.text("oauth.data");
  if (const std::string error = jsonError(data); !error.empty())
    settings.reject("oauth.data", "is not valid JSON: " + error);
  putData(request, encodingOf(settings, kTokenOptions), data, {});
  return request;
}

std::unique_ptr<HttpClient> tokenClient(const Settings& settings, Host& host) {
  try {
    return host.http(Settings(httpOptions(), clientValues(settings)));
  } catch (const BadSettings& bad) {
    blameBelow(settings, kTokenOptions, bad);
  }
}

}  // namespace herald::webhook
