#include "request_template.h"

#include <Poco/String.h>

#include "form.h"
#include "herald/json.h"

namespace herald::webhook {
namespace {

bool isAddress(const std::string& url) {
  return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
}

}  // namespace

RequestTemplate::RequestTemplate(const Settings& settings, const std::string& prefix)
    : method_(settings.text(prefix + "method")),
      url_(settings.text(prefix + "url"), Place::Url),
      headers_(settings, prefix + "headers"),
      data_(settings.text(prefix + "data"), Place::Json) {
  if (prefix.empty()) limits_ = FieldLimits(settings);
  const std::string url = settings.text(prefix + "url");
  if (!url.starts_with('@') && !isAddress(url))
    settings.reject(prefix + "url", "has to begin with http:// or https://");

  const std::string contentType = settings.text(prefix + "contentType");
  if (contentType == "FORM") encoding_ = Encoding::Form;
  if (contentType == "QUERY" || method_ == "GET") encoding_ = Encoding::Query;
  if (encoding_ != Encoding::Json && !isJsonObject(settings.text(prefix + "data")))
    settings.reject(prefix + "data",
                    "has to be a JSON object, since its members become the pairs of a form or a query");
}

HttpRequest RequestTemplate::render(const Lookup& lookup, std::vector<std::string>& missing) const {
  HttpRequest request;
  request.method = method_;
  request.headers = headers_.render(lookup, missing);
  std::vector<std::string> here;
  request.url = url_.render(lookup, here);
  missing.insert(missing.end(), here.begin(), here.end());
  if (!isAddress(request.url))
    throw Failure(Outcome::Verdict::Hold,
                  "the URL does not begin with http:// or https:// once its variables are in it: "
                  "check the option `url` and the variable at its start");
  std::string data = limits_.cut(data_.render(lookup, here));
  missing.insert(missing.end(), here.begin(), here.end());
  switch (encoding_) {
    case Encoding::Json:
      setContentType(request.headers, "application/json");
      request.body = std::move(data);
      break;
    case Encoding::Form:
      setContentType(request.headers, "application/x-www-form-urlencoded");
      request.body = formEncoded(data);
      break;
    case Encoding::Query: request.url = withQuery(std::move(request.url), formEncoded(data)); break;
  }
  return request;
}

bool RequestTemplate::uses(std::string_view variable) const {
  return url_.uses(variable) || headers_.uses(variable) || data_.uses(variable);
}

}  // namespace herald::webhook
