// SPDX-License-Identifier: Apache-2.0
#include "engine/config/properties.h"

#include <Poco/Ascii.h>
#include <Poco/String.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/files/read_file.h"
#include "herald/text.h"

namespace herald::core {

namespace {

bool isHex(std::string_view text, std::size_t count) {
  return text.size() >= count && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count),
                                             [](unsigned char c) { return Poco::Ascii::isHexDigit(c); });
}

/// True if the characters after a backslash are an escape for other readers: Java's \u00e9, Qt's \xe9.
bool isForeignEscape(std::string_view text) {
  return (text.starts_with('u') && isHex(text.substr(1), 4)) || (text.starts_with('x') && isHex(text.substr(1), 2));
}

int lineEndsIn(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++count;
  }
  return count;
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  PropertiesText parse() {
    while (skipBlanks()) {
      if (peek() == '#' || peek() == '!') {
        while (!atEnd() && !atLineEnd()) take();
      } else {
        property();
      }
    }
    return std::move(result_);
  }

 private:
  bool atEnd() const { return pos_ == text_.size(); }
  char peek() const { return text_[pos_]; }
  bool atLineEnd() const { return peek() == '\n' || peek() == '\r'; }

  char take() {
    const char c = text_[pos_++];
    if (c == '\n' || (c == '\r' && (atEnd() || peek() != '\n'))) ++line_;
    return c;
  }

  bool skipBlanks() {
    while (!atEnd() && Poco::Ascii::isSpace(static_cast<unsigned char>(peek()))) take();
    return !atEnd();
  }

  void property() {
    const auto begin = pos_;
    Property property;
    property.at = {file_, line_};
    foreignEscape_.reset();
    while (!atEnd() && !atLineEnd() && peek() != '=' && peek() != ':') property.key += take();
    Poco::trimInPlace(property.key);
    if (atEnd() || atLineEnd()) {
      // The message has no text of the line, which may be a part of a secret.
      result_.problems.push_back({property.at, "", "this line has no `=`: write KEY = VALUE, or # for a comment"});
      return;
    }
    take();
    value(property);
    Poco::trimInPlace(property.value);
    property.begin = begin;
    property.end = pos_;
    checkCharacters(property, text_.substr(begin, pos_ - begin));
    if (property.key.empty()) {
      result_.problems.push_back({property.at, "", "there is no key before the `=` or `:`: write KEY = VALUE"});
    } else {
      result_.properties.push_back(std::move(property));
    }
  }

  /// `written` is the property as it stands in the file.
  void checkCharacters(Property& property, std::string_view written) {
    const auto refuse = [&](int line, const std::string& key, const std::string& why) {
      result_.problems.push_back({{file_, line}, key, why});
      property.reported = true;
    };
    const int line = property.at.line;
    if (const auto bad = firstNotUtf8(written)) {
      refuse(line + lineEndsIn(written.substr(0, *bad)), firstNotUtf8(property.key) ? "" : property.key,
             "has a byte that is not UTF-8: save the file as UTF-8");
    } else if (const auto hidden = firstHidden(property.key, Hidden::Any)) {
      refuse(line, property.key,
             "character " + std::to_string(hidden->position) + " of this key is " + hidden->name + ": delete it");
    } else if (property.key.find('\\') != std::string::npos) {
      refuse(line, property.key, "a backslash has no meaning in a key: delete it");
    } else if (foreignEscape_) {
      refuse(*foreignEscape_, property.key,
             "has an escape like \\u00e9 that Herald does not know: write the character itself, or \\\\u00e9 in JSON");
    }
  }

  void value(Property& property) {
    while (!atEnd()) {
      const char c = take();
      if (c == '\n' || c == '\r') return;
      if (c == '\\') {
        escape(property);
      } else {
        property.value += c;
      }
    }
  }

  bool joinsNextLine() const {
    const auto rest = text_.substr(pos_, 2);
    return rest == "\\\n" || rest == "\\\r";
  }

  void escape(Property& property) {
    if (atEnd()) return;
    if (!foreignEscape_ && isForeignEscape(text_.substr(pos_))) foreignEscape_ = line_;
    const char c = take();
    switch (c) {
      case '\n': return;
      case '\r':
        if (!atEnd() && peek() == '\n') take();
        return;
      case '\\': property.value += c; return;
      case 't': property.value += '\t'; break;
      case 'r': property.value += '\r'; break;
      case 'n':
        property.value += '\n';
        if (joinsNextLine()) return;  // a text of several lines, as propertyText() writes it
        break;
      case 'f': property.value += '\f'; break;
      default: property.value += c;
    }
    property.lostBackslash = true;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t pos_ = 0;
  int line_ = 1;
  std::optional<int> foreignEscape_{};  // the line of the first one in this value
  PropertiesText result_{};
};

}  // namespace

PropertiesText parseProperties(std::string_view text, const std::string& file) {
  if (isUtf16(text)) return {{}, {{{file, 0}, "", "is a text in UTF-16: save it as UTF-8"}}};
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
    return {{}, {{{file, static_cast<int>(line)}, "", "this line has a NUL byte: write text in UTF-8"}}};
  }
  return Parser(text, file).parse();
}

}  // namespace herald::core
