// SPDX-License-Identifier: Apache-2.0
#include "data_encoding.h"

#include <Poco/String.h>

#include <tuple>
#include <utility>

#include "form_urlencoded.h"
#include "header_templates.h"
#include "herald/json.h"
#include "multipart.h"

namespace herald::webhook {

Encoding encodingOf(const Settings& settings, const std::string& prefix) {
  const std::string contentType = settings.text(prefix + "contentType");
  if (contentType == "JSON" && settings.text(prefix + "method") != "GET") return Encoding::Json;
  if (!isJsonObject(settings.text(prefix + "data")))
    settings.reject(prefix + "data", "must be a JSON object: its members become the pairs of a form or a query");
  return contentType == "FORM" && settings.text(prefix + "method") != "GET" ? Encoding::Form : Encoding::Query;
}

void putData(HttpRequest& request, Encoding encoding, std::string data) {
  switch (encoding) {
    case Encoding::Json:
      setContentType(request.headers, "application/json");
      request.body = std::move(data);
      break;
    case Encoding::Form:
      setContentType(request.headers, "application/x-www-form-urlencoded");
      request.body = formEncoded(data);
      break;
    case Encoding::Query: request.url = withQuery(std::move(request.url), formEncoded(data)); break;
    case Encoding::Multipart: {
      std::string contentType;
      std::tie(contentType, request.body) = multipart(data);
      setContentType(request.headers, contentType);
      break;
    }
  }
}

bool isAddress(const std::string& url) {
  return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
}

}  // namespace herald::webhook
