// SPDX-License-Identifier: Apache-2.0
#include "request_template.h"

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// The top-level members of the data that stand for the camera's picture.
std::vector<std::string> pictureMembers(const std::string& data) {
  std::vector<std::string> names;
  for (const auto& [name, raw] : jsonMembers(data)) {
    const std::string value = raw.starts_with('"') ? jsonToText(raw) : std::string();
    if (value == "@snapshot" || value == "@{snapshot}") names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<Option> RequestTemplate::options(const std::string& data) {
  return {
      {"url", Type::Template, "",
       "The address of the receiver. Herald percent-encodes variables, except one at the very start.", true},
      {"method",
       Type::Choice,
       "POST",
       "The HTTP method; GET sends the data as the query.",
       false,
       {"POST", "PUT", "PATCH", "DELETE", "GET"}},
      {"contentType",
       Type::Choice,
       "JSON",
       "How Herald sends the data: as a JSON body, as a form, or as the URL's query. With IMAGE, the body is the "
       "camera's picture; if you set `data`, it is the query.",
       false,
       {"JSON", "FORM", "QUERY", "IMAGE"}},
      {"headers", Type::TemplateMap, "",
       "The headers of the request. Each value is a template: `headers.Authorization = Bearer @apiSecret`."},
      {.name = "data",
       .type = Type::JsonTemplate,
       .fallback = data,
       .help = "The data of the request: JSON with variables in its strings.",
       .common = true},
  };
}

RequestTemplate::RequestTemplate(const Settings& settings)
    : method_(settings.text("method")),
      encoding_(encodingOf(settings, "")),
      urlText_(settings.text("url")),
      url_(urlText_, Place::Url),
      headers_(settings, "headers") {
  if (!urlText_.starts_with('@') && !isAddress(urlText_)) settings.reject("url", "must begin with http:// or https://");

  std::string data = settings.text("data");
  if (data.empty() || (encoding_ == Encoding::Image && !settings.has("data"))) return;
  pictureNames_ = pictureMembers(data);
  for (const std::string& name : pictureNames_) data = jsonWithout(data, name);
  data_ = Template(data, Place::Json);
  if (!pictureNames_.empty() && method_ != "GET" && encoding_ != Encoding::Image) encoding_ = Encoding::Multipart;
}

HttpRequest RequestTemplate::render(Rendering& rendering, const DataShape& shape, std::string_view picture) const {
  HttpRequest request;
  request.method = method_;
  request.headers = headers_.render(rendering);
  request.url = rendering.text(url_);
  if (!isAddress(request.url))
    throw Failure(Outcome::Verdict::Hold,
                  "the URL does not begin with http:// or https:// after its variables are filled in: "
                  "check the option `url` and the variable at its start");
  putData(request, encoding_, data_ ? shape.apply(rendering.json(*data_)) : std::string(), {picture, pictureNames_});
  return request;
}

bool RequestTemplate::uses(std::string_view variable) const {
  return url_.uses(variable) || sends(variable) || (carriesPicture() && variable == "snapshot");
}

std::vector<std::string> RequestTemplate::needs() const {
  std::vector<std::string> names;
  addNeeds(names, url_);
  headers_.addNeeds(names);
  if (data_) addNeeds(names, *data_);
  return names;
}

std::string RequestTemplate::optionWith(std::string_view variable) const {
  if (url_.uses(variable)) return "url";
  return headers_.uses(variable) ? "headers" : "data";
}

bool RequestTemplate::urlBeginsWith(const std::string& variable) const {
  return urlText_.starts_with("@{" + variable + "}") || urlText_.starts_with("@" + variable);
}

}  // namespace herald::webhook
