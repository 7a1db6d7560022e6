// SPDX-License-Identifier: Apache-2.0
#include "herald/variables.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "herald/sink.h"
#include "human_variables.h"

namespace herald::inline v1 {

namespace {

using Members = std::vector<std::pair<std::string, std::string_view>>;
using Texts = std::map<std::string, std::string, std::less<>>;

std::string_view find(const Members& members, std::string_view name) {
  const auto member = std::ranges::find(members, name, &Members::value_type::first);
  return member == members.end() ? std::string_view() : member->second;
}

std::string_view find(const Texts& texts, std::string_view name) {
  const auto text = texts.find(name);
  return text == texts.end() ? std::string_view() : text->second;
}

std::string unixSeconds(std::chrono::system_clock::time_point time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

}  // namespace

struct Variables::State {
  const Event& event;
  const Attempt* attempt;
  std::string overlay{};
  Members overlayMembers{};
  Texts given{};
  Texts made{};                         // the variables that were used so far, as JSON
  std::optional<Members> itsContext{};  // split at the first use
  std::optional<Members> itsPayload{};
  std::vector<std::string> missingInMessage{};

  const Members& context() { return itsContext ? *itsContext : itsContext.emplace(jsonMembers(event.context)); }
  const Members& payload() { return itsPayload ? *itsPayload : itsPayload.emplace(jsonMembers(event.payload)); }

  std::string_view at(std::string_view path) {
    const auto dot = path.find('.');
    const auto raw = variable(path.substr(0, dot));
    return raw.empty() || dot == path.npos ? raw : jsonAt(raw, path.substr(dot + 1));
  }

  std::string_view variable(std::string_view name) {
    auto raw = find(overlayMembers, name);
    if (raw.empty()) raw = find(given, name);
    if (raw.empty()) raw = named(name);
    if (raw.empty()) raw = find(context(), name);
    if (raw.empty()) raw = find(payload(), name);
    return raw;
  }

  std::string_view named(std::string_view name) {
    if (name == "extra") return event.payload;
    if (const auto raw = find(made, name); !raw.empty()) return raw;
    auto raw = make(name);
    return raw ? made.insert_or_assign(std::string(name), std::move(*raw)).first->second : std::string_view();
  }

  std::optional<std::string> make(std::string_view name) {
    if (attempt && name == "topic") return jsonQuote(attempt->topic);
    if (attempt && name == "message") return message();
    if (attempt && name == "attempt") return std::to_string(attempt->number);
    if (attempt && name == "delayed") return isDelayed(event, attempt->time) ? "true" : "false";
    if (name == "human") return humanVariables(event, attempt ? attempt->time : decltype(event.time){});
    if (name == "eventId") return jsonQuote(event.id);
    if (name == "eventType") return jsonQuote(event.type);
    if (name == "eventTime") return jsonQuote(toRfc3339(event.time));
    if (name == "device" || name == "deviceIdentifier") return jsonQuote(event.device);
    if (name == "source") return jsonQuote(event.source);
    if (name == "currentTime") return unixSeconds(event.time);
    if (name == "percentCompleteMilestone" && find(context(), name).empty()) return "0";
    if (name == "tags" && find(context(), name).empty()) return "[]";
    return std::nullopt;
  }

  std::string message() {
    made.insert_or_assign("message", R"("")");  // `message` within the message is empty
    const Lookup lookup = [this](std::string_view path) { return at(path); };
    return jsonQuote(attempt->message.render(lookup, missingInMessage));
  }
};

Variables::Variables(const Event& event) : state_(new State{.event = event, .attempt = nullptr}) {}

Variables::Variables(const Attempt& attempt) : state_(new State{.event = attempt.event, .attempt = &attempt}) {}

void Variables::set(std::string_view name, std::string_view text) {
  state_->given.insert_or_assign(std::string(name), jsonQuote(text));
  state_->made.clear();
}

void Variables::overlay(std::string json) {
  state_->overlay = isJsonObject(json) ? std::move(json) : "{}";
  state_->overlayMembers = jsonMembers(state_->overlay);
  state_->made.clear();
}

std::string_view Variables::operator()(std::string_view path) const { return state_->at(path); }

const std::vector<std::string>& Variables::missingInMessage() const { return state_->missingInMessage; }

}  // namespace herald::inline v1
