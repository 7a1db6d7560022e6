#include "event_body.h"

#include <string>

#include "cloud_event.h"
#include "herald/json.h"
#include "plain_event.h"
#include "refusal.h"

namespace herald::http_source {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

using Reader = Event (*)(std::string_view json);

Event readCloudEvent(std::string_view json) { return cloudEvent(Members(json)); }

Event readAny(std::string_view json) {
  const Members members(json);
  return members.has("specversion") ? cloudEvent(members) : plainEvent(members);
}

/// One of several: a refusal says which.
void add(std::vector<Event>& events, Reader read, std::string_view json, const std::string& which) {
  if (events.size() == kMostEvents) {
    throw Refusal(413, "more than " + std::to_string(kMostEvents) + " events: send them in several requests");
  }
  try {
    events.push_back(read(json));
  } catch (const Refusal& refused) {
    throw Refusal(refused.status(), which + ": " + refused.what());
  }
}

void checkJson(std::string_view json) {
  if (json.find_first_not_of(kBlanks) == json.npos) throw Refusal(400, "the body is empty");
  if (const auto error = jsonError(json); !error.empty()) throw Refusal(400, "the body is no valid JSON: " + error);
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
      const auto inItsPlace = std::string(number - 1, '\n').append(line);
      throw Refusal(400, "line " + std::to_string(number) + " is no valid JSON: " + jsonError(inItsPlace));
    }
    add(events, readAny, line, "line " + std::to_string(number));
  }
  if (events.empty()) throw Refusal(400, "the body is empty");
  return events;
}

bool isArray(std::string_view json) {
  const auto first = json.find_first_not_of(kBlanks);
  return first != json.npos && json[first] == '[';
}

}  // namespace

std::vector<Event> readEvents(BodyFormat format, const Poco::Net::MessageHeader& head, std::string_view body) {
  if (format == BodyFormat::CloudEventBinary) return {cloudEvent(head, body)};
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (format == BodyFormat::JsonLines) return readLines(body);
  checkJson(body);
  switch (format) {
    case BodyFormat::CloudEvent: return {readCloudEvent(body)};
    case BodyFormat::CloudEventBatch:
      if (!isArray(body)) throw Refusal(400, "a batch has to be a JSON array of CloudEvents");
      return readArray(body, readCloudEvent);
    default: return isArray(body) ? readArray(body, readAny) : std::vector{readAny(body)};
  }
}

}  // namespace herald::http_source
