// SPDX-License-Identifier: Apache-2.0
#include "record_reader.h"

#include <Poco/SHA1Engine.h>
#include <Poco/String.h>
#include <Poco/UUID.h>
#include <Poco/UUIDGenerator.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>

#include "events/bad_event.h"
#include "events/cloud_event.h"
#include "events/herald_event.h"
#include "events/plain_event.h"
#include "herald/json.h"
#include "herald/text.h"
#include "times/unix_time.h"

namespace herald::kafka {
namespace {

using events::EventMembers;
using events::OddText;
using events::refuse;

constexpr std::string_view kPrefix = "ce_";
constexpr std::string_view kContentType = "content-type";
constexpr std::string_view kStructured = "application/cloudevents";
constexpr std::string_view kForPeople = "message";  // the sink writes it; Herald makes its own for each sink

std::string_view headerOf(const Record& record, std::string_view name) {
  const auto found =
      std::ranges::find(record.headers, name, [](const auto& one) { return std::string_view(one.first); });
  return found == record.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool hasAttributes(const Record& record) {
  return std::ranges::any_of(events::requiredAttributes(), [&](const std::string& name) {
    return headerOf(record, std::string(kPrefix) + name).data() != nullptr;
  });
}

Event binary(const Record& record) {
  events::Attributes attributes;
  std::set<std::string_view> seen;
  for (const auto& [header, value] : record.headers) {
    if (!header.starts_with(kPrefix)) continue;
    const auto name = header.substr(kPrefix.size());
    if (!seen.insert(header).second) refuse("the record has the header " + header + " twice");
    if (firstNotUtf8(value)) refuse("the header " + header + " is not UTF-8");
    attributes.emplace_back(name, value);
  }
  return events::cloudEvent(attributes, std::string(headerOf(record, kContentType)), record.value, OddText::Mended);
}

std::string_view checkedJson(const std::string& value) {
  const auto json = withoutMark(value);
  if (withoutEdges(json).empty()) refuse("the record is empty");
  if (const auto error = jsonError(json); !error.empty()) refuse("the record is not valid JSON: " + error);
  return json;
}

/// The key of a record, if it is text.
std::string deviceIn(const std::string& key) { return firstNotUtf8(key) ? "" : events::mendedText(key); }

std::string nameBased(const std::string& name) {
  static const Poco::UUID kSpace("6b1c6e2a-3f0b-5d0e-9a55-0d6f5a2f7c11");  // Herald's, for events of a log
  Poco::SHA1Engine sha1;
  return Poco::UUIDGenerator().createFromName(kSpace, name, sha1, Poco::UUID::UUID_NAME_BASED_SHA1).toString();
}

bool isUuid(const std::string& id) {
  Poco::UUID uuid;
  return id.size() == 36 && uuid.tryParse(id);
}

/// The place of a record in the log. Another topic of that name has other times.
std::string placeOf(const Record& record) {
  return toString(record.partition) + '\0' + std::to_string(record.offset) + '\0' + std::to_string(record.millis);
}

/// Nothing if the record has none, or one that cannot be: some producers write another unit.
std::optional<std::chrono::system_clock::time_point> timeOf(const Record& record) {
  if (record.millis <= 0) return std::nullopt;
  return times::timeOfUnixSeconds(static_cast<double>(record.millis) / 1000);
}

void setId(Event& event, const Record& record) {
  if (event.id.empty()) {
    event.id = nameBased(placeOf(record));
  } else if (!isUuid(event.id)) {
    event.context = jsonWith(event.context, "originalId", jsonQuote(event.id));
    event.id = nameBased(event.device + '\0' + event.id);
  }
}

}  // namespace

std::vector<Option> RecordReader::options() {
  return {
      {.name = "eventType",
       .help = "The type of records in a JSON form of your own. The whole record becomes the payload. Without it, such "
               "a record is skipped."},
      {.name = "mostBytes",
       .type = Type::Size,
       .fallback = "1 MiB",
       .help = "The largest record; a larger one is skipped.",
       .least = "1",
       .most = "64 MiB"},
  };
}

RecordReader::RecordReader(const Settings& settings)
    : eventType_(settings.text("eventType")), mostBytes_(settings.size("mostBytes")) {}

Event RecordReader::event(const Record& record) const {
  if (record.value.size() > mostBytes_)
    refuse("the record has " + std::to_string(record.value.size()) + " bytes: raise mostBytes");
  Event event = read(record);
  if (!events::restoreHeraldEvent(event)) setId(event, record);
  if (event.device.empty()) event.device = deviceIn(record.key);
  if (event.time == decltype(event.time){}) event.time = timeOf(record).value_or(event.time);
  if (!isJsonObject(event.payload) || !isJsonObject(event.context)) refuse("the record is nested too deeply");
  return event;
}

Event RecordReader::read(const Record& record) const {
  const auto contentType = Poco::toLower(std::string(headerOf(record, kContentType)));
  if (contentType.starts_with(kStructured)) {
    if (!contentType.starts_with("application/cloudevents+json"))
      refuse("cannot read CloudEvents as " + contentType + ": send application/cloudevents+json");
    return events::cloudEvent(EventMembers(checkedJson(record.value), OddText::Mended));
  }
  return hasAttributes(record) ? binary(record) : readJson(record);
}

Event RecordReader::readJson(const Record& record) const {
  const auto json = checkedJson(record.value);
  if (isJsonObject(json)) {
    const EventMembers members(json, OddText::Mended);
    if (members.has("specversion")) return events::cloudEvent(members);
    if (eventType_.empty()) return events::plainEvent(members, kForPeople);
  }
  if (eventType_.empty()) refuse("the record is no JSON object: set eventType to take any JSON");
  Event event;
  event.type = eventType_;
  event.payload = isJsonObject(json) ? std::string(json) : JsonObject().addRaw("value", json).text();
  return event;
}

}  // namespace herald::kafka
