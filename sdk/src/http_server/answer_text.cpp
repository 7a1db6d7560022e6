// SPDX-License-Identifier: Apache-2.0
#include "http_server/answer_text.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <algorithm>

#include "herald/json.h"

namespace herald::inline v1 {
namespace {

/// Such an answer has neither a body nor its length (RFC 9110 §8.6).
bool isWithoutContent(int status) { return status == 204 || status == 304; }

/// A line break in a value would begin a field of somebody else's choice.
void addField(std::string& text, const std::string& name, std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string AnswerText::of(const ServerAnswer& answer, bool isLast, bool hasBody) {
  using Poco::Net::HTTPResponse;
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  text += HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(answer.status)) + "\r\n";
  text.append("Date: ").append(date()).append(isLast ? "\r\nConnection: Close\r\n" : "\r\nConnection: Keep-Alive\r\n");
  for (const auto& [name, value] : answer.headers) addField(text, name, value);
  if (!isWithoutContent(answer.status) && !answer.stream)
    text.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n");
  text += "\r\n";
  if (hasBody && !isWithoutContent(answer.status)) text += answer.body;
  return text;
}

const std::string& AnswerText::date() {
  const Poco::Timestamp now;
  if (now.epochTime() != second_) {
    second_ = now.epochTime();
    date_ = Poco::DateTimeFormatter::format(now, Poco::DateTimeFormat::HTTP_FORMAT);
  }
  return date_;
}

ServerAnswer errorAnswer(int status, const std::string& sentence) {
  return {.status = status,
          .body = JsonObject().add("error", sentence).text(),
          .headers = {{"Content-Type", "application/json"}}};
}

}  // namespace herald::inline v1
