// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/http.h"
#include "herald/settings.h"
#include "multipart.h"

namespace herald::webhook {

/// How a request carries its data.
enum class Encoding {
  Json,
  Form,
  Query,
  Multipart,
  Image,  ///< the body is the picture, and the data is the query
};

/// The encoding that `method` and `contentType` after `prefix` ("oauth." for `oauth.method`) ask for. Throws
/// BadSettings if the data does not fit: only JSON may be something other than an object. Also for a picture without a
/// body.
Encoding encodingOf(const Settings& settings, const std::string& prefix);

/// Puts the data, a JSON document, into a request; an empty text is no data. The request must have its URL and headers.
void putData(HttpRequest& request, Encoding encoding, std::string data, const PictureParts& picture);

/// Whether this is an http or https address.
bool isAddress(const std::string& url);

}  // namespace herald::webhook
