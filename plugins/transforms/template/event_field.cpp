// SPDX-License-Identifier: Apache-2.0
#include "event_field.h"

#include <stdexcept>
#include <utility>

#include "herald/json.h"
#include "herald/outcome.h"

namespace herald::template_transform {
namespace {

std::pair<std::string_view, std::string_view> splitPath(std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {path, {}};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

std::string innerObject(const std::string& object, std::string_view key) {
  const std::string_view inner = jsonAt(object, key);
  return inner.starts_with('{') ? std::string(inner) : "{}";
}

std::string withPath(const std::string& object, std::string_view path, std::string_view raw) {
  const auto [key, rest] = splitPath(path);
  return jsonWith(object, key, rest.empty() ? std::string(raw) : withPath(innerObject(object, key), rest, raw));
}

std::string withoutPath(const std::string& object, std::string_view path) {
  if (jsonAt(object, path).empty()) return object;
  const auto [key, rest] = splitPath(path);
  if (rest.empty()) return jsonWithout(object, key);
  if (!jsonAt(object, key).starts_with('{')) return object;  // a path into an array
  return jsonWith(object, key, withoutPath(innerObject(object, key), rest));
}

}  // namespace

EventField::EventField(std::string_view name) {
  const auto [first, path] = splitPath(name);
  name_ = first;
  path_ = path;
  const bool isText = name == "type" || name == "device" || name == "subject";
  if ((!isText && !isJson()) || name.ends_with('.') || name.find("..") != std::string_view::npos)
    throw std::invalid_argument("`" + std::string(name) +
                                "` cannot be changed: use type, device, subject, payload.NAME or context.NAME");
}

template <typename AnyEvent>
auto& EventField::of(AnyEvent& event) const {
  if (name_ == "type") return event.type;
  if (name_ == "device") return event.device;
  if (name_ == "subject") return event.subject;
  return name_ == "payload" ? event.payload : event.context;
}

std::string EventField::read(const Event& event) const {
  if (!isJson()) return jsonQuote(of(event));
  return path_.empty() ? of(event) : std::string(jsonAt(of(event), path_));
}

void EventField::write(Event& event, std::string_view raw) const {
  std::string written = !isJson()       ? jsonToText(raw)
                        : path_.empty() ? std::string(raw)
                                        : withPath(of(event), path_, raw);
  if (written.empty() && !mayBeEmpty())
    throw Failure(Outcome::Verdict::Rejected,
                  "the template of `" + name_ + "` gave an empty text: add a fallback (`@{name|fallback}`)");
  if (isJson() && path_.empty() && !isJsonObject(written))
    throw Failure(Outcome::Verdict::Rejected,
                  "the template of `" + name_ + "` did not give a JSON object: use a variable that is an object");
  of(event) = std::move(written);
}

void EventField::remove(Event& event) const {
  of(event) = !isJson() ? "" : path_.empty() ? "{}" : withoutPath(of(event), path_);
}

}  // namespace herald::template_transform
