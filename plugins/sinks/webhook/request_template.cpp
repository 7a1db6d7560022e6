// SPDX-License-Identifier: Apache-2.0
#include "request_template.h"

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// `data` without the members that stand for the camera's picture.
std::string withoutSnapshot(const std::string& data) {
  std::string rest = data;
  for (const auto& [name, raw] : jsonMembers(data)) {
    const std::string value = raw.starts_with('"') ? jsonToText(raw) : std::string();
    if (value == "@snapshot" || value == "@{snapshot}") rest = jsonWithout(rest, name);
  }
  return rest;
}

}  // namespace

RequestTemplate::RequestTemplate(const Settings& settings)
    : method_(settings.text("method")),
      encoding_(encodingOf(settings, "")),
      url_(settings.text("url"), Place::Url),
      headers_(settings, "headers") {
  const std::string url = settings.text("url");
  if (!url.starts_with('@') && !isAddress(url)) settings.reject("url", "must begin with http:// or https://");

  const std::string all = settings.text("data"), data = withoutSnapshot(all);
  data_ = Template(data, Place::Json);
  wantsSnapshot_ = data != all;
  if (wantsSnapshot_ && method_ != "GET") encoding_ = Encoding::Multipart;
}

HttpRequest RequestTemplate::render(Rendering& rendering) const {
  HttpRequest request;
  request.method = method_;
  request.headers = headers_.render(rendering);
  request.url = rendering.text(url_);
  if (!isAddress(request.url))
    throw Failure(Outcome::Verdict::Hold,
                  "the URL does not begin with http:// or https:// after its variables are filled in: "
                  "check the option `url` and the variable at its start");
  putData(request, encoding_, rendering.json(data_));
  return request;
}

bool RequestTemplate::uses(std::string_view variable) const {
  return url_.uses(variable) || sends(variable) || (wantsSnapshot_ && variable == "snapshot");
}

}  // namespace herald::webhook
