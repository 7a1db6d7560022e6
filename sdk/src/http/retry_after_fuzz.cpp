// SPDX-License-Identifier: Apache-2.0
// The input is the head of an answer, line by line: how long it asks to wait, what its dates mean, where it leads.
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/outcome.h"
#include "herald/testing/require.h"
#include "http/answer_head.h"
#include "http/http_date.h"
#include "http/redirect.h"
#include "http/retry_after.h"

namespace {

using namespace herald;

using herald::testing::require;

std::string_view takeLine(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return line;
}

AnswerHead headIn(std::string_view rest) {
  AnswerHead head(takeLine(rest));
  while (!rest.empty()) head.add(takeLine(rest));
  return head;
}

/// A date means the same after it was written in the usual form.
void checkDate(std::string_view text) {
  const auto date = parseHttpDate(text, Poco::Timestamp::fromEpochTime(1'700'000'000));
  if (!date || date->epochTime() < 0 || date->epochTime() > 4'000'000'000) return;  // Poco rounds beyond that
  const auto written = Poco::DateTimeFormatter::format(*date, Poco::DateTimeFormat::HTTP_FORMAT);
  const auto again = parseHttpDate(written, {});
  require(again == date);
}

void checkRedirect(const AnswerHead& head) {
  const auto from = parseUrl("http://octopi.local:5000/a/b?c");
  const auto to = redirectToFollow({head.status(), head.fields(), {}}, *from, "POST");
  if (!to) return;
  require(to->origin.host == from->origin.host && (to->origin.secure || to->origin == from->origin));
  require(to->target.starts_with('/') && to->target.find_first_of(" \r\n") == to->target.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto head = headIn({reinterpret_cast<const char*>(data), size});
    require(head.status() >= 100 && head.status() <= 599);
    const auto wait = retryAfter(head.fields());
    require(wait >= Millis(0) && wait <= std::chrono::hours(24));
    for (const auto& [name, value] : head.fields()) {
      require(!value.starts_with(' ') && !value.ends_with(' '));
      checkDate(value);
    }
    checkRedirect(head);
    head.keepsConnection();
    head.contentLength();
  } catch (const Failure& failure) {
    require(*failure.what() != '\0');
  }
  return 0;
}
