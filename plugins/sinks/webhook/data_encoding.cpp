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
  const std::string data = settings.text(prefix + "data");
  const bool isGet = settings.text(prefix + "method") == "GET";
  if (contentType == "JSON" && !isGet) return Encoding::Json;
  if (contentType == "IMAGE" && isGet)
    settings.reject(prefix + "contentType", "is IMAGE, which needs a method with a body: set `method = PUT`");
  if (!data.empty() && !isJsonObject(data))
    settings.reject(prefix + "data", "must be a JSON object: its members become the pairs of a form or a query");
  if (contentType == "IMAGE") return Encoding::Image;
  return contentType == "FORM" && !isGet ? Encoding::Form : Encoding::Query;
}

void putData(HttpRequest& request, Encoding encoding, std::string data, const PictureParts& picture) {
  switch (encoding) {
    case Encoding::Json:
      if (data.empty()) return;
      setContentType(request.headers, "application/json");
      request.body = std::move(data);
      break;
    case Encoding::Form:
      if (data.empty()) return;
      setContentType(request.headers, "application/x-www-form-urlencoded");
      request.body = formEncoded(data);
      break;
    case Encoding::Image:
      if (!picture.jpeg.empty()) setContentType(request.headers, "image/jpeg");
      request.body = picture.jpeg;
      [[fallthrough]];
    case Encoding::Query: request.url = withQuery(std::move(request.url), formEncoded(data)); break;
    case Encoding::Multipart: {
      std::string contentType;
      std::tie(contentType, request.body) = multipart(data, picture);
      setContentType(request.headers, contentType);
      break;
    }
  }
}

bool isAddress(const std::string& url) {
  return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
}

}  // namespace herald::webhook
