// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/accepted_coding.h"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <optional>
#include <string>

namespace herald::core {

namespace {

constexpr auto kTrim = Poco::StringTokenizer::TOK_TRIM | Poco::StringTokenizer::TOK_IGNORE_EMPTY;

/// A weight is 0 if it has no other digit: "q=0", "q=0.000".
bool isRefused(const Poco::StringTokenizer& coding) {
  for (std::size_t i = 1; i < coding.count(); ++i) {
    const auto parameter = Poco::toLower(coding[i]);
    if (parameter.starts_with("q=")) return parameter.find_first_of("123456789") == std::string::npos;
  }
  return false;
}

}  // namespace

bool acceptsGzip(std::string_view acceptEncoding) {
  std::optional<bool> named, any;
  for (const auto& one : Poco::StringTokenizer(std::string(acceptEncoding), ",", kTrim)) {
    const Poco::StringTokenizer coding(one, ";", kTrim);
    if (coding.count() == 0) continue;
    const auto name = Poco::toLower(coding[0]);
    if (name == "gzip" || name == "x-gzip") named = !isRefused(coding);
    if (name == "*") any = !isRefused(coding);
  }
  return named.value_or(any.value_or(false));
}

}  // namespace herald::core
