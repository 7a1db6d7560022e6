// SPDX-License-Identifier: Apache-2.0
#include "engine/config/properties.h"

#include <Poco/Ascii.h>
#include <Poco/String.h>

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

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
    Property property;
    property.at = {file_, line_};
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
    if (property.key.empty()) {
      result_.problems.push_back({property.at, "", "there is no key before the `=` or `:`: write KEY = VALUE"});
    } else {
      result_.properties.push_back(std::move(property));
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

  void escape(Property& property) {
    if (atEnd()) return;
    const char c = take();
    switch (c) {
      case '\n': return;
      case '\r':
        if (!atEnd() && peek() == '\n') take();
        return;
      case '\\': property.value += c; return;
      case 't': property.value += '\t'; break;
      case 'r': property.value += '\r'; break;
      case 'n': property.value += '\n'; break;
      case 'f': property.value += '\f'; break;
      default: property.value += c;
    }
    property.lostBackslash = true;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t pos_ = 0;
  int line_ = 1;
  PropertiesText result_{};
};

}  // namespace

PropertiesText parseProperties(std::string_view text, const std::string& file) {
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
    return {{}, {{{file, static_cast<int>(line)}, "", "this line has a NUL byte: write text in UTF-8"}}};
  }
  return Parser(text, file).parse();
}

}  // namespace herald::core
