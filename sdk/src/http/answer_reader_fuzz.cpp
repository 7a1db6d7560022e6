// SPDX-License-Identifier: Apache-2.0
// The input is what a server sends until it closes the connection. Its first byte says in pieces of which size it
// arrives, the second one what was asked for and how much of the body the caller wants.
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/http.h"
#include "herald/testing/require.h"
#include "http/answer_reader.h"

namespace {

using namespace herald;

using herald::testing::require;

/// What is left of an answer for its caller.
struct Reading {
  HttpResponse answer{};
  std::string failure{};
  bool keepsConnection = false;
  bool maySpeakTls = false;

  bool operator==(const Reading& other) const {
    return answer.status == other.answer.status && answer.headers == other.answer.headers &&
           answer.body == other.answer.body && failure == other.failure && keepsConnection == other.keepsConnection &&
           maySpeakTls == other.maySpeakTls;
  }
};

Reading readingOf(std::string_view text, std::size_t pieceSize, std::string_view method, std::size_t mostKept) {
  AnswerReader reader(method, mostKept);
  Reading reading;
  try {
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(pieceSize, rest.size())))
      reader.feed(rest.substr(0, pieceSize));
    if (!reader.isDone()) reader.end();
    require(reader.isDone());
    reading.keepsConnection = reader.keepsConnection();
  } catch (const Failure& failure) {
    reading.failure = failure.what();
    require(failure.verdict() == Outcome::Verdict::Retry && !reading.failure.empty());
  } catch (const Poco::Net::NoMessageException&) {
    require(text.empty());
  }
  reading.maySpeakTls = reader.maySpeakTls();
  require(reader.hasBegun() != text.empty());
  reading.answer = reader.take();
  return reading;
}

void check(const Reading& reading, std::string_view method, std::size_t mostKept) {
  const int status = reading.answer.status;
  require(status == 0 || (status >= 100 && status <= 599));
  require(reading.answer.body.size() <= mostKept);
  require(!reading.keepsConnection || (status >= 200 && reading.failure.empty()));
  require(method != "HEAD" || reading.answer.body.empty());
  require((status != 204 && status != 304) || reading.answer.body.empty());
  for (const auto& [name, value] : reading.answer.headers) {
    require(name.find_first_of("\n:") == name.npos && value.find('\n') == value.npos);
    require(!value.starts_with(' ') && !value.ends_with(' '));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  constexpr std::array<std::string_view, 4> kMethods{"POST", "GET", "HEAD", "CONNECT"};
  const std::size_t pieceSize = data[0] + 1U;
  const std::string_view method = kMethods[data[1] % kMethods.size()];
  const std::size_t mostKept = data[1] / kMethods.size() * std::size_t{16};
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Reading reading = readingOf(text, text.size() + 1, method, mostKept);
  check(reading, method, mostKept);
  require(readingOf(text, pieceSize, method, mostKept) == reading);
  return 0;
}
