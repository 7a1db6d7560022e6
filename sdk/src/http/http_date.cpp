// SPDX-License-Identifier: Apache-2.0
#include "http/http_date.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/RegularExpression.h>

#include <string>

namespace herald::inline v1 {
namespace {

/// Poco's parser skips whatever does not fit its format, so the form is checked first.
struct Form {
  Poco::RegularExpression shape;
  std::string format;
  bool hasShortYear;
};

/// A year with two digits is at most 50 years ahead (RFC 9110 §5.6.7).
Poco::DateTime inItsCentury(const Poco::DateTime& date, int thisYear) {
  int year = thisYear / 100 * 100 + date.year() % 100;
  if (year > thisYear + 50) year -= 100;
  if (year <= thisYear - 50) year += 100;
  return {year, date.month(), date.day(), date.hour(), date.minute(), date.second()};
}

}  // namespace

std::optional<Poco::Timestamp> parseHttpDate(std::string_view text, const Poco::Timestamp& now) {
  using Poco::DateTimeFormat;
  static const Form forms[] = {{{"^[A-Za-z]{3}, [0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"},
                                DateTimeFormat::HTTP_FORMAT,
                                false},
                               {{"^[A-Za-z]{3,9}, [0-9]{1,2}-[A-Za-z]{3}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"},
                                DateTimeFormat::RFC850_FORMAT,
                                true},
                               {{"^[A-Za-z]{3} [A-Za-z]{3} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}$"},
                                DateTimeFormat::ASCTIME_FORMAT,
                                false}};
  std::string date(text);
  if (date.ends_with("UTC")) date.replace(date.size() - 3, 3, "GMT");  // Poco 1.13 takes only the latter
  for (const Form& form : forms) {
    Poco::DateTime time;
    int zone = 0;
    if (!form.shape.match(date)) continue;
    try {
      if (!Poco::DateTimeParser::tryParse(form.format, date, time, zone)) return std::nullopt;
      return (form.hasShortYear ? inItsCentury(time, Poco::DateTime(now).year()) : time).timestamp();
    } catch (const Poco::Exception&) {
      return std::nullopt;  // such as the 31st of February
    }
  }
  return std::nullopt;
}

}  // namespace herald::inline v1
