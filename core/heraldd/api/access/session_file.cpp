// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/session_file.h"

#include <charconv>
#include <chrono>
#include <exception>

#include "base/files/read_file.h"
#include "base/files/replace_file.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostSessionFile = 256 << 10;

std::int64_t wallMillis(const TimeSource& time) {
  return std::chrono::duration_cast<Millis>(time.wallClock().time_since_epoch()).count();
}

std::int64_t numberAt(std::string_view json, std::string_view path) {
  const auto text = jsonAt(json, path);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string textIn(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

}  // namespace

void SessionFile::write(Sessions& sessions, const std::string& mark) {
  const MutexLock lock(mutex_);
  std::string list;
  for (const auto& one : sessions.kept()) {
    list += (list.empty() ? "" : ",") + JsonObject()
                                            .add("id", one.id)
                                            .add("age", std::int64_t{one.age.count()})
                                            .add("idle", std::int64_t{one.idle.count()})
                                            .add("byPassword", one.entrance == Sessions::Entrance::Password)
                                            .text();
  }
  const auto text =
      JsonObject().add("written", wallMillis(time_)).add("mark", mark).addRaw("sessions", "[" + list + "]").text();
  try {
    replaceFile(file_, text + "\n");
  } catch (const std::exception&) {  // the sessions of this process go on
  }
}

std::vector<Sessions::Kept> SessionFile::read(const std::string& mark) {
  const MutexLock lock(mutex_);
  std::string text;
  try {
    text = readText(file_, kMostSessionFile);
  } catch (const std::exception&) {
    return {};
  }
  const Millis passed(wallMillis(time_) - numberAt(text, "written"));
  if (textIn(text, "mark") != mark || passed.count() < 0) return {};
  std::vector<Sessions::Kept> sessions;
  for (const auto one : jsonElements(jsonAt(text, "sessions"))) {
    sessions.push_back({textIn(one, "id"), Millis(numberAt(one, "age")) + passed,
                        Millis(numberAt(one, "idle")) + passed,
                        textIn(one, "byPassword") == "true" ? Sessions::Entrance::Password : Sessions::Entrance::Link});
  }
  return sessions;
}

}  // namespace herald::core
