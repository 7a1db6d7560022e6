#include "herald/base64.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>

#include <iterator>
#include <sstream>

namespace herald::inline v1 {

std::string toBase64(std::string_view bytes) {
  std::ostringstream text;
  Poco::Base64Encoder encoder(text);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  return text.str();
}

// The iterator reads the buffer itself: a stream would swallow the exception and only end.
std::optional<std::string> fromBase64(std::string_view text) {
  std::istringstream stream{std::string(text)};
  Poco::Base64Decoder decoder(stream);
  try {
    return std::string(std::istreambuf_iterator<char>(decoder), {});
  } catch (const Poco::DataFormatException&) {
    return std::nullopt;
  }
}

}  // namespace herald::inline v1
