// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "content_coding.h"
#include "event_body.h"
#include "herald/json.h"
#include "http_error.h"
#include "testing/byte_reader.h"

/// The input is a request without its first line: header fields, an empty line, a body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::http_source;
  constexpr std::size_t kMost = 1 << 16;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  Poco::Net::MessageHeader head;
  try {
    head.read(in);
    in.ignore(2);
    TextReader reader(std::string(std::istreambuf_iterator<char>(in), {}));
    const auto body = decoded(readBody(reader, Framing::of(head, kMost), kMost), codingsOf(head), kMost);
    if (body.size() > kMost) __builtin_trap();
    for (const Event& event : readEvents(formatOf(head), head, body)) {
      if (event.type.empty() || !isJsonObject(event.payload) || !isJsonObject(event.context)) __builtin_trap();
    }
  } catch (const HttpError& error) {
    if (*error.what() == '\0' || error.status() < 400) __builtin_trap();
  } catch (const Poco::Exception&) {
    return -1;  // Poco rejects the head
  }
  return 0;
}
