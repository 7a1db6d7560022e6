// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_encoding.h"
#include "data_shape.h"
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
/// multipart/form-data, unless the method is GET. With `contentType = IMAGE`, the body is the picture, and data that
/// the user has set goes as the query. If there is no picture, it is left out, and the rest is sent.
class RequestTemplate {
 public:
  /// `url`, `method`, `contentType`, `headers` and `data`. `data` is the default of the data; it may be empty.
  static std::vector<Option> options(const std::string& data);

  RequestTemplate() = default;

  /// Reads these options. Throws BadSettings.
  explicit RequestTemplate(const Settings& settings);

  /// `picture` is a JPEG; empty if there is none. Throws Failure (Hold) if the resulting URL is not an address.
  HttpRequest render(Rendering& rendering, const DataShape& shape, std::string_view picture) const;
  bool uses(std::string_view variable) const;

  /// Whether a header or the data contains `variable`.
  bool sends(std::string_view variable) const { return headers_.uses(variable) || (data_ && data_->uses(variable)); }

  /// Whether the request carries the picture itself.
  bool carriesPicture() const { return encoding_ == Encoding::Multipart || encoding_ == Encoding::Image; }

  /// The variables that have no fallback, each maybe more than once.
  std::vector<std::string> needs() const;

  /// The name of the option that contains `variable`.
  std::string optionWith(std::string_view variable) const;

  /// Whether the URL begins with `variable`.
  bool urlBeginsWith(const std::string& variable) const;

 private:
  std::string method_{"POST"};
  Encoding encoding_ = Encoding::Json;
  std::vector<std::string> pictureNames_;  ///< the members of the data that stand for the picture
  std::string urlText_;
  Template url_;
  HeaderTemplates headers_;
  std::optional<Template> data_;
};

}  // namespace herald::webhook
