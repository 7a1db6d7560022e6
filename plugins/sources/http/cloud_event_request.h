// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/event.h"
#include "herald/http.h"

namespace herald::http_source {

/// Reads a CloudEvent 1.0 in the binary mode: attributes in `ce-` header fields, data in the body
/// (https://github.com/cloudevents/spec, bindings/http-protocol-binding.md). Throws BadEvent.
Event cloudEvent(const HttpHeaders& headers, std::string_view body);

/// Whether the head has an attribute that every CloudEvent has.
bool hasAttributes(const HttpHeaders& headers);

}  // namespace herald::http_source
