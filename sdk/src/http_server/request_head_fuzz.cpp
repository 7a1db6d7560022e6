// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "body_reader.h"
#include "head_parser.h"
#include "herald/testing/require.h"
#include "request_fault.h"

namespace {

using herald::testing::require;

/// What every head that the parser accepts must be like.
bool isSafe(const herald::RequestHead& head) {
  const auto& request = head.request;
  bool isSafe = !request.method.empty() && request.target.starts_with('/');
  isSafe = isSafe && request.host.find_first_of("@/ \r\n\t") == std::string::npos;
  isSafe = isSafe && !(head.isChunked && head.length > 0);
  for (const auto& [name, value] : request.headers) {
    isSafe = isSafe && !name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos;
    isSafe = isSafe && value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
  }
  return isSafe;
}

}  // namespace

/// The input is a request: its head, then its body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  constexpr std::size_t kMost = 1 << 16;
  std::string input(reinterpret_cast<const char*>(data), size);
  try {
    const auto length = headLength(input);
    if (length == 0) return 0;
    const auto head = parseHead(std::string_view(input).substr(0, length));
    require(isSafe(head));
    input.erase(0, length);
    const auto sent = input.size();
    BodyReader reader(head, kMost);
    require(!reader.read(input) || reader.size() + input.size() <= sent);
    require(reader.size() <= kMost);
  } catch (const RequestFault& fault) {
    require(*fault.what() != '\0' && fault.status() >= 400);
  }
  return 0;
}
