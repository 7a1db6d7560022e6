// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/logging/secret_mask.h"
#include "herald/http.h"

namespace herald::core {

/// The request for people: `***` for each secret in its URL, its headers and its body.
inline HttpRequest masked(HttpRequest request, const SecretMask& mask) {
  request.url = mask.masked(request.url);
  request.body = mask.masked(request.body);
  for (auto& [name, value] : request.headers) value = mask.masked(value);
  return request;
}

}  // namespace herald::core
