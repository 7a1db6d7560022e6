#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "event_body.h"
#include "herald/json.h"
#include "refusal.h"
#include "testing_wire.h"

/// What comes after the request line: header fields, an empty line, a body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::http_source;
  constexpr std::size_t kMost = 1 << 16;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  Poco::Net::MessageHeader head;
  try {
    head.read(in);
    in.ignore(2);
    TextWire wire(std::string(std::istreambuf_iterator<char>(in), {}));
    const auto body = readBody(wire, Framing::of(head, kMost), kMost);
    if (body.size() > kMost) __builtin_trap();
    for (const Event& event : readEvents(formatOf(head), head, body)) {
      if (event.type.empty() || !isJsonObject(event.payload) || !isJsonObject(event.context)) __builtin_trap();
    }
  } catch (const Refusal& refused) {
    if (*refused.what() == '\0' || refused.status() < 400) __builtin_trap();
  } catch (const Poco::Exception&) {
    return -1;  // Poco refuses the head
  }
  return 0;
}
