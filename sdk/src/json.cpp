// SPDX-License-Identifier: Apache-2.0
// Reads JSON with simdjson. Only this file includes its header.
#include "herald/json.h"

#define SIMDJSON_DEVELOPMENT_CHECKS 0  // the same code in every build
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "herald/text.h"
#include "json_fault.h"
#include "json_string.h"

namespace herald::inline v1 {

namespace {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kKept =
    64 << 10;                   // bytes of a copy to keep between two calls; the parser takes six times as much
constexpr int kMaxDepth = 256;  // of nested values; each level costs stack

struct Scratch {
  ondemand::parser parser{};
  std::string buffer{};
};

[[noreturn]] void fail(simdjson::error_code error) { throw simdjson::simdjson_error(error); }

constexpr bool isJsonBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmedEnd(std::string_view text) {
  while (!text.empty() && isJsonBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool isNumber(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const auto begin = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - begin;
  };
  const auto skip = [&](std::string_view any) {
    if (i == text.size() || std::none_of(any.begin(), any.end(), [&](char c) { return c == text[i]; })) return false;
    return ++i, true;
  };
  skip("-");
  if (!skip("0") && digits() == 0) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return i == text.size();
}

// The part of a string between its quotes.
struct Quoted {
  std::string_view inside{};
  bool hasEscapes = false;

  bool isValid() const {
    std::string ignored;
    return !hasEscapes || unescape(ignored, inside);
  }
};

// `begin` is the first character of the string. The parser has seen its end already.
Quoted insideQuotes(const char* begin) {
  const char* end = begin;
  bool hasEscapes = false;
  for (; *end != '"'; ++end) {
    if (*end != '\\') continue;
    hasEscapes = true;
    ++end;
  }
  return {{begin, static_cast<std::size_t>(end - begin)}, hasEscapes};
}

// The text of a string, number, true, false or null. simdjson has not checked it yet, only found its end.
std::string_view scalar(ondemand::value value) {
  const auto token = trimmedEnd(value.raw_json_token());
  if (token.starts_with('"')) {
    const auto quoted = insideQuotes(token.data() + 1);
    if (quoted.inside.size() + 2 != token.size() || !quoted.isValid()) fail(simdjson::STRING_ERROR);
    value.get_raw_json_string().value();  // steps over it: otherwise simdjson takes it and a colon for a key
  } else if (token != "true" && token != "false" && token != "null" && !isNumber(token)) {
    fail(simdjson::NUMBER_ERROR);
  }
  return token;
}

std::string_view rawText(ondemand::value value) {
  switch (json_type(value.type())) {
    case json_type::array: return trimmedEnd(value.get_array().value().raw_json());
    case json_type::object: return trimmedEnd(value.get_object().value().raw_json());
    default: return scalar(value);
  }
}

// A text during its reading. simdjson reads whole blocks, so each thread has a copy with room after it. The copy is
// within brackets: so every value is an element of an array, and simdjson sees what follows it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    thread_local Scratch scratch;
    auto& [parser, buffer] = scratch;
    if (buffer.capacity() > kKept && text.size() < buffer.capacity() / 2) {
      std::string().swap(buffer);  // an assignment would keep its memory
      parser = ondemand::parser();
    }
    buffer.clear();
    buffer.reserve(text.size() + 2 + simdjson::SIMDJSON_PADDING);
    buffer.append("[").append(text).append("]").append(simdjson::SIMDJSON_PADDING, ' ');
    copy_ = buffer.data() + 1;
    document_ = parser.iterate(buffer.data(), text.size() + 2, buffer.size());
  }

  // The first value of the text.
  ondemand::value first() {
    auto frame = document_.get_array().value();
    auto element = frame.begin().value();
    if (element == frame.end().value()) fail(simdjson::EMPTY);
    return *element;
  }

  // Calls `visit` with the only value of the text. Fails if there is none or another one.
  template <typename Visit>
  void only(Visit visit) {
    int count = 0;
    for (ondemand::value value : document_.get_array()) {
      if (++count > 1) fail(simdjson::TAPE_ERROR);
      visit(value);
    }
    frameClosed_ = true;
    if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS) fail(simdjson::TAPE_ERROR);
    if (count == 0) fail(simdjson::EMPTY);
  }

  // The part of the caller's text that this part of the copy stands for.
  std::string_view original(std::string_view raw) const { return text_.substr(position(raw.data()), raw.size()); }
  std::size_t position(const char* inCopy) const { return static_cast<std::size_t>(inCopy - copy_); }

  // The place where the reading stopped.
  std::optional<std::size_t> position() {
    const char* where = nullptr;
    if (document_.current_location().get(where) != simdjson::SUCCESS || where < copy_) return std::nullopt;
    const auto stopped = std::min(position(where), text_.size());
    return frameClosed_ ? text_.rfind(']', stopped - 1) : stopped;  // a surplus bracket has closed the frame
  }

 private:
  std::string_view text_;
  const char* copy_ = nullptr;
  ondemand::document document_{};
  bool frameClosed_ = false;
};

bool keyIs(ondemand::raw_json_string key, std::string_view name) {
  const auto quoted = insideQuotes(key.raw());
  if (!quoted.hasEscapes) return quoted.inside == name;
  std::string text;
  unescape(text, quoted.inside);
  return text == name;
}

std::optional<ondemand::value> member(ondemand::object object, std::string_view name) {
  for (ondemand::field field : object) {
    if (keyIs(field.key(), name)) return field.value();
  }
  return std::nullopt;
}

std::optional<ondemand::value> element(ondemand::array array, std::string_view name) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  for (ondemand::value value : array) {
    if (index-- == 0) return value;
  }
  return std::nullopt;
}

std::optional<ondemand::value> step(ondemand::value value, std::string_view name) {
  switch (json_type(value.type())) {
    case json_type::object: return member(value.get_object(), name);
    case json_type::array: return element(value.get_array(), name);
    default: return std::nullopt;
  }
}

// Reads a whole value strictly. simdjson does not check the values that it skips.
class Check {
 public:
  void value(ondemand::value value, int depth) {
    if (depth > kMaxDepth) fail(simdjson::DEPTH_ERROR);
    switch (json_type(value.type())) {
      case json_type::array:
        for (ondemand::value item : value.get_array()) this->value(item, depth + 1);
        break;
      case json_type::object:
        for (ondemand::field field : value.get_object()) {
          key(field.key());
          this->value(field.value(), depth + 1);
        }
        break;
      default:
        at_ = value.raw_json_token().data();
        scalar(value);
        at_ = nullptr;
    }
  }

  // The string, number or word that is invalid; null if the fault is elsewhere.
  const char* at() const { return at_; }

 private:
  void key(ondemand::raw_json_string key) {
    at_ = key.raw();
    if (!insideQuotes(key.raw()).isValid()) fail(simdjson::STRING_ERROR);
    at_ = nullptr;
  }

  const char* at_ = nullptr;
};

std::string_view explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR: return "byte that is not UTF-8";
    case simdjson::UNESCAPED_CHARS: return "control character in a string";
    case simdjson::UNCLOSED_STRING: return "string without an end";
    case simdjson::STRING_ERROR: return "unknown escape in a string";
    case simdjson::DEPTH_ERROR: return "value nested too deeply";
    case simdjson::EMPTY: return "no value";
    default: return "unexpected character";
  }
}

// The place of the first string without an end, or of the first control character in a string.
std::size_t badString(std::string_view text, bool unclosed) {
  std::optional<std::size_t> opened;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      opened = opened ? std::nullopt : std::optional(i);
    } else if (!unclosed && opened && static_cast<unsigned char>(text[i]) < 0x20) {
      return i;
    }
  }
  return opened.value_or(0);
}

std::size_t notUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto length = utf8Length(text, i);
    if (length == 0) break;
    i += length;
  }
  return i;
}

// The first character outside of the strings that an editor or a copied page puts there. If `unclosed` is the place of
// a string without an end, the curly quote that was meant to be its end.
std::optional<JsonFault> oddFault(std::string_view text, std::optional<std::size_t> unclosed) {
  bool inString = false;
  for (std::size_t i = unclosed ? *unclosed + 1 : 0; i < text.size(); ++i) {
    if (!inString && (text[i] & 0x80) != 0) {
      if (auto odd = oddCharacter(text.substr(i)); !odd.empty()) return JsonFault{std::move(odd), i};
    } else if (text[i] == '"') {
      inString = !inString;
    } else if (text[i] == '\\') {
      ++i;
    }
  }
  return std::nullopt;
}

// simdjson gives no place for the faults that it finds in its first pass.
JsonFault firstPassFault(simdjson::error_code error, std::string_view text) {
  JsonFault fault{.why = std::string(explain(error))};
  if (error == simdjson::UTF8_ERROR) fault.position = notUtf8(text);
  const bool inString = error == simdjson::UNESCAPED_CHARS || error == simdjson::UNCLOSED_STRING;
  if (inString) fault.position = badString(text, error == simdjson::UNCLOSED_STRING);
  if (error != simdjson::UNCLOSED_STRING) return fault;
  return oddFault(text, std::nullopt).value_or(oddFault(text, fault.position).value_or(fault));
}

JsonFault fault(simdjson::error_code error, std::string_view text, std::optional<std::size_t> position) {
  JsonFault fault{.why = std::string(explain(error)), .position = position};
  if (position == text.size()) fault.why = "unexpected end";
  const bool unexpected = fault.why.starts_with("unexpected");
  return unexpected ? oddFault(text, std::nullopt).value_or(fault) : fault;
}

}  // namespace

std::optional<JsonFault> jsonFault(std::string_view text) {
  std::optional<Reader> reader;
  Check check;
  try {
    reader.emplace(text);
    reader->only([&](ondemand::value value) { check.value(value, 1); });
    return std::nullopt;
  } catch (const simdjson::simdjson_error& error) {
    if (!reader) return firstPassFault(error.error(), text);
    return fault(error.error(), text, check.at() ? reader->position(check.at()) : reader->position());
  }
}

std::string place(std::string_view text, std::size_t position) {
  const auto before = text.substr(0, position);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto column = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

std::string jsonError(std::string_view text) {
  const auto fault = jsonFault(text);
  if (!fault) return {};
  return fault->position ? fault->why + " at " + place(text, *fault->position) : fault->why;
}

bool isJsonObject(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  return first != text.npos && text[first] == '{' && !jsonFault(text);
}

std::string_view jsonAt(std::string_view json, std::string_view path) {
  try {
    Reader reader(json);
    std::optional value = reader.first();
    for (std::size_t begin = 0; value && begin <= path.size();) {
      const auto end = std::min(path.find('.', begin), path.size());
      value = step(*value, path.substr(begin, end - begin));
      begin = end + 1;
    }
    return value ? reader.original(rawText(*value)) : std::string_view();
  } catch (const simdjson::simdjson_error&) {
    return {};
  }
}

std::vector<std::pair<std::string, std::string_view>> jsonMembers(std::string_view object) {
  try {
    std::vector<std::pair<std::string, std::string_view>> members;
    Reader reader(object);
    reader.only([&](ondemand::value value) {
      for (ondemand::field field : value.get_object()) {
        std::string name;
        if (!unescape(name, insideQuotes(field.key().raw()).inside)) fail(simdjson::STRING_ERROR);
        members.emplace_back(std::move(name), reader.original(rawText(field.value())));
      }
    });
    return members;
  } catch (const simdjson::simdjson_error&) {
    return {};
  }
}

std::vector<std::string_view> jsonElements(std::string_view array) {
  try {
    std::vector<std::string_view> elements;
    Reader reader(array);
    reader.only([&](ondemand::value value) {
      for (ondemand::value item : value.get_array()) elements.push_back(reader.original(rawText(item)));
    });
    return elements;
  } catch (const simdjson::simdjson_error&) {
    return {};
  }
}

}  // namespace herald::inline v1
