// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/http.h"
#include "herald/rendering.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::webhook {

/// The headers of an option of the type Map or TemplateMap, exactly as the user wrote them. Throws BadSettings for a
/// name that is not valid, that occurs twice, or that Herald sets itself, and for a value with a control character.
HttpHeaders readHeaders(const Settings& settings, std::string_view option);

/// The headers of a request, whose values are templates. Immutable; any thread may render them.
class HeaderTemplates {
 public:
  HeaderTemplates() = default;

  /// `option` is a TemplateMap. Throws BadSettings as readHeaders() does.
  HeaderTemplates(const Settings& settings, std::string_view option);

  HttpHeaders render(Rendering& rendering) const;
  bool uses(std::string_view variable) const;

  /// Appends the variables that have no fallback.
  void addNeeds(std::vector<std::string>& names) const;

 private:
  std::vector<std::pair<std::string, Template>> headers_;
};

/// Appends the variables of a template that have no fallback.
void addNeeds(std::vector<std::string>& names, const Template& text);

/// Sets the header Content-Type. An existing header keeps its name. If `contentType` has no parameters and the header
/// has this media type, the header also keeps its value.
void setContentType(HttpHeaders& headers, std::string_view contentType);

}  // namespace herald::webhook
