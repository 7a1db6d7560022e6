// SPDX-License-Identifier: Apache-2.0
#include "event_body.h"

#include <string>

#include "cloud_event_request.h"
#include "events/bad_event.h"
#include "events/cloud_event.h"
#include "events/plain_event.h"
#include "herald/json.h"
#include "herald/text.h"
#include "http_error.h"

namespace herald::http_source {
namespace {

using events::BadEvent;
using events::EventMembers;

constexpr std::string_view kBlanks = " \t\r\n";

using Reader = Event (*)(std::string_view json);

Event readCloudEvent(std::string_view json) { return events::cloudEvent(EventMembers(json)); }

Event readAny(std::string_view json) {
  const EventMembers members(json);
  return members.has("specversion") ? events::cloudEvent(members) : events::plainEvent(members);
}

/// Adds one of several events. An error names it.
void add(std::vector<Event>& events, Reader read, std::string_view json, const std::string& which) {
  if (events.size() == kMostEvents) {
    throw HttpError(413, "the request has more than " + std::to_string(kMostEvents) + " events: send several requests");
  }
  try {
    events.push_back(read(json));
  } catch (const BadEvent& error) {
    throw BadEvent(which + ": " + error.what());
  }
}

void checkJson(std::string_view json) {
  if (json.find_first_not_of(kBlanks) == json.npos) throw HttpError(400, "the body is empty");
  if (const auto error = jsonError(json); !error.empty()) throw HttpError(400, "the body is not valid JSON: " + error);
}

std::vector<Event> readArray(std::string_view body, Reader read) {
  std::vector<Event> events;
  for (const auto element : jsonElements(body)) {
    add(events, read, element, "event " + std::to_string(events.size() + 1));
  }
  return events;
}

std::vector<Event> readLines(std::string_view body) {
  std::vector<Event> events;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < body.size();) {
    const auto end = std::min(body.find('\n', begin), body.size());
    const auto line = body.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(kBlanks) == line.npos) continue;
    if (!jsonError(line).empty()) {
      const auto atItsLine = std::string(number - 1, '\n').append(line);
      throw HttpError(400, "line " + std::to_string(number) + " is not valid JSON: " + jsonError(atItsLine));
    }
    add(events, readAny, line, "line " + std::to_string(number));
  }
  if (events.empty()) throw HttpError(400, "the body is empty");
  return events;
}

bool isArray(std::string_view json) {
  const auto first = json.find_first_not_of(kBlanks);
  return first != json.npos && json[first] == '[';
}

std::vector<Event> read(BodyFormat format, const HttpHeaders& headers, std::string_view body) {
  if (format == BodyFormat::CloudEventBinary) return {cloudEvent(headers, body)};
  body = withoutMark(body);
  if (format == BodyFormat::JsonLines) return readLines(body);
  checkJson(body);
  switch (format) {
    case BodyFormat::CloudEvent: return {readCloudEvent(body)};
    case BodyFormat::CloudEventBatch:
      if (!isArray(body)) throw HttpError(400, "a batch must be a JSON array of CloudEvents");
      return readArray(body, readCloudEvent);
    default: return isArray(body) ? readArray(body, readAny) : std::vector{readAny(body)};
  }
}

}  // namespace

std::vector<Event> readEvents(BodyFormat format, const HttpHeaders& headers, std::string_view body) try {
  return read(format, headers, body);
} catch (const BadEvent& error) {
  throw HttpError(400, error.what());
}

}  // namespace herald::http_source
