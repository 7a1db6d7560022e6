// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data_encoding.h"
#include "header_templates.h"
#include "herald/http.h"
#include "herald/rendering.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::webhook {

/// One HTTP request as the user wrote it: URL, method, headers and data, with variables. Immutable; any thread may
/// render it.
///
/// A top-level member of the data that is exactly `@snapshot` asks for the camera's picture. The request is then
/// multipart/form-data, unless the method is GET. If there is no picture, the member is left out.
class RequestTemplate {
 public:
  RequestTemplate() = default;

  /// From the options `url`, `method`, `contentType`, `headers` and `data`. Throws BadSettings.
  explicit RequestTemplate(const Settings& settings);

  /// Throws Failure (Hold) if the resulting URL is not an address.
  HttpRequest render(Rendering& rendering) const;
  bool uses(std::string_view variable) const;

  /// Whether a header or the data contains `variable`.
  bool sends(std::string_view variable) const { return headers_.uses(variable) || data_.uses(variable); }

 private:
  std::string method_{"POST"};
  Encoding encoding_ = Encoding::Json;
  bool wantsSnapshot_ = false;
  Template url_;
  HeaderTemplates headers_;
  Template data_;
};

}  // namespace herald::webhook
