// SPDX-License-Identifier: Apache-2.0
#include "herald/base_url.h"

#include <algorithm>

namespace herald::inline v1 {

std::string baseUrl(std::string address) {
  address.erase(std::min(address.find('#'), address.size()));
  while (address.ends_with('/') || address.ends_with('?')) address.pop_back();
  return address;
}

}  // namespace herald::inline v1
