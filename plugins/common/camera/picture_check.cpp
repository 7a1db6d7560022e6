// SPDX-License-Identifier: Apache-2.0
#include "camera/picture_check.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace herald::camera {
namespace {

constexpr std::string_view kJpeg("\xff\xd8\xff");
constexpr std::int64_t kOldest = 100LL * 365 * 24 * 3600;  // seconds; more could not be counted in milliseconds

/// How old the answer says that the picture is; 0 if it does not say.
std::chrono::seconds ageOf(const HttpHeaders& headers) {
  std::int64_t age = 0;
  const std::string_view text = headerValue(headers, "Age");
  std::from_chars(text.data(), text.data() + text.size(), age);
  age = std::clamp<std::int64_t>(age, 0, kOldest);
  Poco::DateTime now;
  Poco::DateTime changed;
  int zone = 0;
  const auto read = [&](std::string_view name, Poco::DateTime& date) {
    const std::string value(headerValue(headers, name));
    return !value.empty() && Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, value, date, zone);
  };
  if (read("Date", now) && read("Last-Modified", changed)) age += (now - changed).totalSeconds();
  return std::chrono::seconds(age);
}

/// What is wrong with the body, and what to do; empty if it is a JPEG.
std::string faultOf(const HttpResponse& answer) {
  const std::string type = Poco::toLower(std::string(headerValue(answer.headers, "Content-Type")));
  if (type.starts_with("multipart/")) return "sent a video stream: use the address of a single picture";
  if (!answer.incomplete.empty()) return "sent a part of the picture only: " + answer.incomplete;
  if (answer.body.empty()) return "sent an empty answer: check the camera";
  if (answer.body.starts_with(kJpeg))
    return answer.body.size() > kMostPicture ? "sent more than 16 MiB: set a smaller resolution in the camera" : "";
  if (type.starts_with("text/html") || Poco::trimLeft(answer.body.substr(0, 64)).starts_with('<'))
    return "sent a web page instead of a picture: check the snapshot URL";
  return "sent something that is not a JPEG: let the camera send JPEG";
}

}  // namespace

void requirePicture(const HttpResponse& answer, const std::string& who, Millis oldest) {
  const auto fail = [&](const std::string& what) { throw Failure(Outcome::Verdict::Retry, who + ' ' + what); };
  const std::string code = " (" + std::to_string(answer.status) + ")";
  if (answer.status / 100 == 3) fail("redirects to another address" + code + ": set snapshot.url to that address");
  if (answer.status == 401) fail("wants a login" + code + ": check snapshot.user and snapshot.password");
  if (answer.status == 403) fail("refuses the picture" + code + ": let the camera allow it to this machine");
  if (answer.status == 404) fail("has no picture there" + code + ": check the snapshot URL");
  if (answer.status != 200) fail("answered " + std::to_string(answer.status) + ": check the camera");
  if (const std::string fault = faultOf(answer); !fault.empty()) fail(fault);
  if (const auto age = ageOf(answer.headers); age > oldest)
    fail("sent a picture that is " + std::to_string(age.count()) + " s old: check the camera, or set snapshot.oldest");
}

}  // namespace herald::camera
