#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "header_templates.h"
#include "herald/field_limits.h"
#include "herald/http.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::webhook {

/// One HTTP request as the user wrote it down: URL, method, headers and data, with variables. Immutable; any thread may
/// render it.
class RequestTemplate {
 public:
  RequestTemplate() = default;

  /// From the options `url`, `method`, `contentType`, `headers` and `data` behind `prefix` ("oauth." for `oauth.url`),
  /// and `limits` where there is no prefix. Throws BadSettings.
  explicit RequestTemplate(const Settings& settings, const std::string& prefix = {});

  /// `missing` gets every variable that there is not. Throws Failure if the URL is then no address.
  HttpRequest render(const Lookup& lookup, std::vector<std::string>& missing) const;
  bool uses(std::string_view variable) const;

 private:
  enum class Encoding { Json, Form, Query };

  std::string method_{"POST"};
  Encoding encoding_ = Encoding::Json;
  Template url_;
  HeaderTemplates headers_;
  Template data_;
  FieldLimits limits_;
};

}  // namespace herald::webhook
