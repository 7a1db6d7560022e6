// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/base64.h"
#include "herald/http.h"
#include "herald/json.h"
#include "herald/text.h"

namespace herald::core {

/// The request as a JSON object: `purpose`, `method`, `url`, `headers`, and `body`, or `bodyBase64` for a body that is
/// not UTF-8. The caller may add members.
inline JsonObject requestJson(const HttpRequest& request) {
  JsonObject headers;
  for (const auto& [name, value] : request.headers) headers.add(name, value);
  JsonObject object;
  object.add("purpose", request.purpose)
      .add("method", request.method)
      .add("url", request.url)
      .addRaw("headers", headers.text());
  if (firstNotUtf8(request.body))
    object.add("bodyBase64", toBase64(request.body));
  else
    object.add("body", request.body);
  return object;
}

}  // namespace herald::core
