#pragma once

#include <string>

#include "herald/http.h"
#include "herald/settings.h"

namespace herald::webhook {

/// How the data of a request travels.
enum class Encoding { Json, Form, Query, Multipart };

/// As `method` and `contentType` behind `prefix` ("oauth." for `oauth.method`) say. Throws BadSettings if the data does
/// not fit: only JSON may be anything but an object.
Encoding encodingOf(const Settings& settings, const std::string& prefix);

/// Puts the data, a JSON document, into a request that has its URL and headers already.
void putData(HttpRequest& request, Encoding encoding, std::string data);

/// Is this an http or https address?
bool isAddress(const std::string& url);

}  // namespace herald::webhook
