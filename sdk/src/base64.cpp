// SPDX-License-Identifier: Apache-2.0
#include "herald/base64.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>

#include <algorithm>
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

// Poco skips the blanks, and ignores one character after the last group. The iterator reads the buffer itself: a stream
// would swallow the exception of Poco and only end.
std::optional<std::string> fromBase64(std::string_view text) {
  const auto isSignificant = [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; };
  if (std::count_if(text.begin(), text.end(), isSignificant) % 4 != 0) return std::nullopt;
  std::istringstream stream{std::string(text)};
  Poco::Base64Decoder decoder(stream);
  try {
    return std::string(std::istreambuf_iterator<char>(decoder), {});
  } catch (const Poco::DataFormatException&) {
    return std::nullopt;
  }
}

}  // namespace herald::inline v1
