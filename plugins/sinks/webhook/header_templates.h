#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/http.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::webhook {

/// The headers of an option of the type Map, as they stand there. Throws BadSettings for a name that is no header's,
/// that stands there twice, or that Herald sets itself, and for a value with a control character.
HttpHeaders readHeaders(const Settings& settings, std::string_view option);

/// The headers of a request, whose values are templates.
class HeaderTemplates {
 public:
  HeaderTemplates() = default;

  /// As readHeaders(). Throws BadSettings for a value that does not compile, too.
  HeaderTemplates(const Settings& settings, std::string_view option);

  /// Adds to `missing` each variable that there is not.
  HttpHeaders render(const Lookup& lookup, std::vector<std::string>& missing) const;
  bool uses(std::string_view variable) const;

 private:
  std::vector<std::pair<std::string, Template>> headers_;
};

/// Sees to it that the headers name `contentType`. If that is a media type alone, one that is there already stays as it
/// is, parameters included. Else what is there is replaced, under the name that the user wrote; a missing one is added.
void setContentType(HttpHeaders& headers, std::string_view contentType);

}  // namespace herald::webhook
