// SPDX-License-Identifier: Apache-2.0
#include <Poco/Ascii.h>

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "json_fault.h"
#include "template_code.h"

namespace herald::inline v1 {

namespace {

using Poco::Ascii;

bool isNameStart(char c) { return Ascii::isAlpha(c) || c == '_'; }

bool isNameCharacter(char c) { return Ascii::isAlphaNumeric(c) || c == '_' || c == '-'; }

// A variable in a text.
struct Mention {
  std::string_view path{};
  std::optional<std::string_view> fallback{};
  std::size_t end = 0;
  bool braced = false;
};

// The end of one name of a path, without dashes at its end; `begin` if no name starts there.
std::size_t nameEnd(std::string_view text, std::size_t begin) {
  const auto name = text.substr(std::min(begin, text.size()));
  if (name.starts_with('-')) return begin;
  const auto length = std::ranges::find_if_not(name, isNameCharacter) - name.begin();
  return begin + name.substr(0, static_cast<std::size_t>(length)).find_last_not_of('-') + 1;  // npos + 1 is 0
}

std::optional<Mention> plainAt(std::string_view text, std::size_t at) {
  if (at > 0 && Ascii::isAlphaNumeric(text[at - 1])) return std::nullopt;
  const auto begin = at + 1;
  if (begin == text.size() || !isNameStart(text[begin])) return std::nullopt;
  auto end = nameEnd(text, begin);
  while (end < text.size() && text[end] == '.' && nameEnd(text, end + 1) > end + 1) end = nameEnd(text, end + 1);
  return Mention{.path = text.substr(begin, end - begin), .end = end};
}

bool isPath(std::string_view path) {
  return !path.empty() && isNameStart(path.front()) && path.back() != '.' && path.find("..") == path.npos &&
         std::ranges::all_of(path, [](char c) { return isNameCharacter(c) || c == '.'; });
}

Mention bracedAt(std::string_view text, std::size_t at) {
  const auto close = text.find('}', at);
  if (close == text.npos) throw BadTemplate("`@{` has no closing `}`, at " + place(text, at));
  const auto inside = text.substr(at + 2, close - at - 2);
  const auto bar = inside.find('|');
  Mention mention{.path = inside.substr(0, bar), .end = close + 1, .braced = true};
  if (bar != inside.npos) mention.fallback = inside.substr(bar + 1);
  if (!isPath(mention.path)) {
    throw BadTemplate("`@{` needs the name of a variable (letters, digits, `_`, `-` and `.`), at " + place(text, at));
  }
  return mention;
}

// The variable that starts with the at sign at `at`; nothing if the at sign is text.
std::optional<Mention> mentionAt(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("@{") ? bracedAt(text, at) : plainAt(text, at);
}

Encoding encodingOf(Place place) {
  switch (place) {
    case Place::Url: return Encoding::Url;
    case Place::Header: return Encoding::Header;
    case Place::Json: return Encoding::JsonString;
    case Place::Text: break;
  }
  return Encoding::Text;
}

class Compiler {
 public:
  void text(std::string_view text, Encoding encoding) {
    std::size_t begin = 0;
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', begin)) {
      const bool doubled = text.substr(at).starts_with("@@");
      const auto mention = doubled ? std::nullopt : mentionAt(text, at);
      appendLiteral(pending_, text.substr(begin, at - begin + (mention ? 0 : 1)), encoding);
      if (mention) variable(*mention, at == 0 && encoding == Encoding::Url ? Encoding::BaseUrl : encoding);
      begin = mention ? mention->end : at + (doubled ? 2 : 1);
    }
    appendLiteral(pending_, text.substr(begin), encoding);
  }

  void json(std::string_view document) {
    if (const auto error = jsonError(document); !error.empty()) throw BadTemplate("not valid JSON: " + error);
    document_ = document;
    const auto begin = document.find_first_not_of(" \t\r\n");
    value(document.substr(begin, document.find_last_not_of(" \t\r\n") + 1 - begin));
  }

  std::vector<Piece> finish() {
    pieces_.push_back({.before = std::move(pending_)});
    return std::move(pieces_);
  }

 private:
  void variable(const Mention& mention, Encoding encoding) {
    Piece piece{.before = std::exchange(pending_, {}),
                .path = std::string(mention.path),
                .encoding = encoding,
                .braced = mention.braced};
    if (mention.fallback) piece.fallback = jsonQuote(*mention.fallback);
    pieces_.push_back(std::move(piece));
  }

  void value(std::string_view raw) {
    switch (raw.front()) {
      case '{': return object(raw);
      case '[': return array(raw);
      case '"': return string(raw);
      default: pending_ += raw;
    }
  }

  void object(std::string_view raw) {
    std::string_view separator = "{";
    for (const auto& [key, member] : jsonMembers(raw)) {
      pending_.append(std::exchange(separator, ",")).append(jsonQuote(key)).append(":");
      value(member);
    }
    pending_ += separator == "{" ? "{}" : "}";
  }

  void array(std::string_view raw) {
    std::string_view separator = "[";
    for (const auto element : jsonElements(raw)) {
      pending_ += std::exchange(separator, ",");
      value(element);
    }
    pending_ += separator == "[" ? "[]" : "]";
  }

  void string(std::string_view raw) {
    const auto content = jsonToText(raw);
    try {
      const auto mention = content.starts_with('@') ? mentionAt(content, 0) : std::nullopt;
      if (mention && mention->end == content.size()) return variable(*mention, Encoding::JsonValue);
      pending_ += '"';
      text(content, Encoding::JsonString);
      pending_ += '"';
    } catch (const BadTemplate& error) {
      const auto offset = static_cast<std::size_t>(raw.data() - document_.data());
      throw BadTemplate(std::string(error.what()) + " of the string at " + place(document_, offset));
    }
  }

  std::string pending_{};  // the text before the next variable
  std::vector<Piece> pieces_{};
  std::string_view document_{};
};

}  // namespace

std::vector<Piece> compile(std::string_view text, Place place) {
  Compiler compiler;
  if (place == Place::Json) {
    compiler.json(text);
  } else {
    compiler.text(text, encodingOf(place));
  }
  return compiler.finish();
}

}  // namespace herald::inline v1
