#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/http.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::webhook {

/// The headers of a request, whose values are templates.
class HeaderTemplates {
 public:
  HeaderTemplates() = default;

  /// From an option of the type Map. Throws BadSettings for a name that is no header's, that stands there twice, or
  /// that Herald sets itself, and for a value that does not compile.
  HeaderTemplates(const Settings& settings, std::string_view option);

  /// Adds to `missing` each variable that there is not.
  HttpHeaders render(const Lookup& lookup, std::vector<std::string>& missing) const;
  bool uses(std::string_view variable) const;

 private:
  std::vector<std::pair<std::string, Template>> headers_;
};

/// Sees to it that the headers name `mediaType`: a content type with the right media type stays as it is, parameters
/// included, a wrong one is replaced under the name that the user wrote, a missing one is added.
void setContentType(HttpHeaders& headers, std::string_view mediaType);

}  // namespace herald::webhook
