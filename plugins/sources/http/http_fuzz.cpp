// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>

#include "content_coding.h"
#include "event_body.h"
#include "herald/json.h"
#include "herald/testing/require.h"
#include "http_error.h"
#include "testing/text_request.h"

/// The input is a request without its first line: header fields, an empty line, a body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::http_source;
  constexpr std::size_t kMost = 1 << 16;
  const TextRequest request(std::string_view(reinterpret_cast<const char*>(data), size));
  try {
    const auto body = decoded(request.body, codingsOf(request.headers), kMost);
    testing::require(body.size() <= std::max(kMost, request.body.size()));
    for (const Event& event : readEvents(formatOf(request.headers), request.headers, body)) {
      testing::require(!event.type.empty() && isJsonObject(event.payload) && isJsonObject(event.context));
    }
  } catch (const HttpError& error) {
    testing::require(*error.what() != '\0' && error.status() >= 400);
  }
  return 0;
}
