// SPDX-License-Identifier: Apache-2.0
#include "data_shape.h"

#include <algorithm>
#include <optional>

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// True if the value is an empty text or null, or has one anywhere in it.
bool hasGap(std::string_view raw) {
  if (raw == R"("")" || raw == "null") return true;
  if (raw.starts_with('{'))
    return std::ranges::any_of(jsonMembers(raw), [](const auto& member) { return hasGap(member.second); });
  return raw.starts_with('[') && std::ranges::any_of(jsonElements(raw), hasGap);
}

bool isNumberOrFlag(std::string_view text) {
  if (text == "true" || text == "false") return true;
  const bool begins = !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
  return begins && jsonError(text).empty();
}

/// `json` without this element of one of its arrays, and without a comma beside it.
std::string withoutElement(const std::string& json, std::string_view element) {
  auto from = static_cast<std::size_t>(element.data() - json.data()), to = from + element.size();
  const auto before = json.find_last_not_of(" \t\r\n", from - 1), after = json.find_first_not_of(" \t\r\n", to);
  if (json[before] == ',')
    from = before;
  else if (json[after] == ',')
    to = after + 1;
  return json.substr(0, from) + json.substr(to);
}

/// `json` without what is at `path`, which exists.
std::string withoutPath(const std::string& json, std::string_view path) {
  const auto dot = path.rfind('.');
  const auto key = dot == path.npos ? path : path.substr(dot + 1);
  const auto parent = dot == path.npos ? std::string_view(json) : jsonAt(json, path.substr(0, dot));
  if (parent.starts_with('[')) return withoutElement(json, jsonAt(json, path));
  const auto from = static_cast<std::size_t>(parent.data() - json.data());
  return json.substr(0, from) + jsonWithout(parent, key) + json.substr(from + parent.size());
}

/// The text at a path; nothing if there is none.
std::optional<std::string> textInside(std::string_view json, std::string_view path) {
  const auto raw = jsonAt(json, path);
  return raw.starts_with('"') ? std::optional(jsonToText(raw)) : std::nullopt;
}

void replaceAt(std::string& json, std::string_view path, const std::string& raw) {
  const auto old = jsonAt(json, path);
  json.replace(static_cast<std::size_t>(old.data() - json.data()), old.size(), raw);
}

}  // namespace

std::vector<Option> DataShape::options() {
  return {
      {.name = "optional",
       .type = Type::List,
       .help = "Parts of the data, by their paths, that Herald leaves out if a text in them is empty: "
               "`optional = embeds.0.url, blocks.2`."},
      {.name = "numbers",
       .type = Type::List,
       .help = "Fields of the data, by their paths, whose text becomes a number, true or false: "
               "`numbers = priority`."},
      {.name = "trim",
       .type = Type::List,
       .help = "Fields of the data, by their paths, whose text loses blanks and line ends at its end: `trim = text`."}};
}

DataShape::DataShape(const Settings& settings)
    : optional_(settings.list("optional")), numbers_(settings.list("numbers")), trim_(settings.list("trim")) {
  std::ranges::sort(optional_, [](const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() > right.size() : left > right;
  });
}

std::string DataShape::apply(std::string json) const {
  for (const auto& path : trim_) {
    auto text = textInside(json, path).value_or("");
    const auto end = text.find_last_not_of(" \t\r\n") + 1;
    if (end < text.size()) replaceAt(json, path, jsonQuote(text.substr(0, end)));
  }
  for (const auto& path : optional_) {
    const auto raw = jsonAt(json, path);
    if (!raw.empty() && hasGap(raw)) json = withoutPath(json, path);
  }
  for (const auto& path : numbers_) {
    const auto text = textInside(json, path);
    if (text && isNumberOrFlag(*text)) replaceAt(json, path, *text);
  }
  return json;
}

}  // namespace herald::webhook
