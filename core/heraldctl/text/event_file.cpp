// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/event_file.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "herald/base64.h"
#include "herald/json.h"
#include "herald/settings.h"
#include "herald/text.h"

namespace herald::core::ctl {

namespace {

using Members = std::map<std::string, std::string_view>;

void checkNames(const Members& members) {
  const std::vector<std::string> known{"type",        "device",   "payload", "context", "percentCompleteMilestone",
                                       "currentTime", "sentTime", "oauth",   "snapshot"};
  for (const auto& [name, raw] : members) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw std::runtime_error("the event has an unknown member `" + name + "`" + didYouMean(name, known));
    }
  }
}

std::string objectIn(const Members& members, const std::string& name) {
  const auto found = members.find(name);
  if (found == members.end() || found->second == "null") return "{}";
  if (!isJsonObject(found->second)) throw std::runtime_error("the event's `" + name + "` has to be a JSON object");
  return std::string(found->second);
}

std::string textIn(const Members& members, const std::string& name) {
  const auto found = members.find(name);
  return found == members.end() ? std::string() : jsonToText(found->second);
}

std::chrono::system_clock::time_point timeIn(const Members& members, const std::string& name,
                                             std::chrono::system_clock::time_point fallback) {
  const std::string text = textIn(members, name);
  if (text.empty()) return fallback;
  constexpr double kEnd = 9214646400;  // of 2261: a clock in nanoseconds holds no more
  double seconds = -1;
  try {
    seconds = std::stod(text);
  } catch (const std::logic_error&) {
    throw std::runtime_error("the event's `" + name + "` has to be a number of Unix seconds");
  }
  if (!(seconds >= 0 && seconds < kEnd))
    throw std::runtime_error("the event's `" + name + "` has to be a time between 1970 and 2261, in Unix seconds");
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

/// The bytes of the picture. Empty if there is none.
std::string pictureIn(const Members& members) {
  const auto found = members.find("snapshot");
  if (found == members.end() || found->second == "null" || found->second == "false") return {};
  auto jpeg = found->second.starts_with('"') ? fromBase64(jsonToText(found->second)) : std::nullopt;
  if (jpeg && !jpeg->empty()) return *std::move(jpeg);
  throw std::runtime_error("the event's `snapshot` has to be true, null, or a JPEG in Base64");
}

}  // namespace

EventFile parseEvent(std::string_view text) {
  text = withoutMark(text);
  if (const auto error = jsonError(text); !error.empty())
    throw std::runtime_error("the event is not valid JSON: " + error);
  if (!isJsonObject(text)) throw std::runtime_error("the event has to be a JSON object with a `type`");
  const auto list = jsonMembers(text);
  const Members members(list.begin(), list.end());
  checkNames(members);
  EventFile file;
  file.event.type = textIn(members, "type");
  if (file.event.type.empty()) throw std::runtime_error("the event has no `type`");
  file.event.category = categoryOf(file.event.type);
  file.event.device = textIn(members, "device");
  file.event.payload = objectIn(members, "payload");
  file.event.context = objectIn(members, "context");
  file.event.time = timeIn(members, "currentTime", std::chrono::system_clock::now());
  file.sent = timeIn(members, "sentTime", file.event.time);
  if (const auto milestone = textIn(members, "percentCompleteMilestone"); !milestone.empty()) {
    file.event.context = jsonWith(file.event.context, "percentCompleteMilestone", milestone);
  }
  if (members.contains("oauth") && members.at("oauth") != "null") file.oauth = objectIn(members, "oauth");
  file.wantsDrawing = members.contains("snapshot") && members.at("snapshot") == "true";
  if (!file.wantsDrawing) file.snapshot = pictureIn(members);
  return file;
}

EventFile readEventFile(const std::string& path) {
  std::ifstream file(path);
  if (path != "-" && !file) throw std::runtime_error("cannot read the event file " + path);
  std::istream& in = path == "-" ? std::cin : file;
  return parseEvent(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace herald::core::ctl
