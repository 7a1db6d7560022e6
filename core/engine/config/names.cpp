// SPDX-License-Identifier: Apache-2.0
#include "engine/config/names.h"

#include <Poco/Ascii.h>

#include <algorithm>

namespace herald::core {

bool isName(std::string_view text) {
  const auto fits = [](unsigned char c) { return Poco::Ascii::isAlphaNumeric(c) || c == '_' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace herald::core
