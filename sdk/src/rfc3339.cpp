// SPDX-License-Identifier: Apache-2.0
#include "herald/event.h"

namespace herald::inline v1 {
namespace {

/// Reads a text from its beginning. After the first character that does not fit, good() stays false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool atEnd() const { return good_ && rest_.empty(); }
  bool isDigit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  int number(int digits) {
    int value = 0;
    for (; digits > 0; --digits) value = 10 * value + digit();
    return value;
  }

  int digit() {
    if (!isDigit()) good_ = false;
    return good_ ? take() - '0' : 0;
  }

  char oneOf(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == any.npos) good_ = false;
    return good_ ? take() : '\0';
  }

  bool skip(char c) { return good_ && !rest_.empty() && rest_.front() == c && take() == c; }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
  bool good_ = true;
};

std::chrono::nanoseconds fractionOf(Scanner& scanner) {
  if (!scanner.skip('.')) return {};
  std::int64_t value = 0;
  std::int64_t unit = 1'000'000'000;
  do {
    unit /= 10;
    value += unit * scanner.digit();
  } while (scanner.isDigit());
  return std::chrono::nanoseconds(value);
}

/// Returns nothing if the hours or the minutes are out of range.
std::optional<std::chrono::minutes> offsetOf(Scanner& scanner) {
  const char sign = scanner.oneOf("Zz+-");
  if (sign == 'Z' || sign == 'z') return std::chrono::minutes(0);
  const int hour = scanner.number(2);
  scanner.oneOf(":");
  const int minute = scanner.number(2);
  if (hour > 23 || minute > 59) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (std::chrono::hours(hour) + std::chrono::minutes(minute));
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parseRfc3339(std::string_view text) {
  Scanner scanner(text);
  const int year = scanner.number(4);
  scanner.oneOf("-");
  const auto month = static_cast<unsigned>(scanner.number(2));
  scanner.oneOf("-");
  const auto day = static_cast<unsigned>(scanner.number(2));
  scanner.oneOf("Tt ");
  const int hour = scanner.number(2);
  scanner.oneOf(":");
  const int minute = scanner.number(2);
  scanner.oneOf(":");
  const int second = scanner.number(2);
  const std::chrono::nanoseconds fraction = fractionOf(scanner);
  const auto offset = offsetOf(scanner);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  const bool inRange = date.ok() && year >= 1970 && year <= 2261 && hour <= 23 && minute <= 59 && second <= 60;
  if (!scanner.atEnd() || !offset || !inRange) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + fraction - *offset;
}

}  // namespace herald::inline v1
