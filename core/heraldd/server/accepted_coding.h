// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace herald::core {

/// Whether a client takes gzip by its Accept-Encoding (RFC 9110 §12.5.3): it names gzip or `*`, and its weight is not
/// 0. A field that is empty or missing accepts no coding.
bool acceptsGzip(std::string_view acceptEncoding);

}  // namespace herald::core
