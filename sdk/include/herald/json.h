// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/export.h"
#include "herald/temporary.h"

/// JSON as text: events carry it between plugins, which mostly pass it on. These functions take a part out of such a
/// text, or write a new one, and build no tree. Any thread may call them.
namespace herald::inline v1 {

/// What is wrong with a JSON document (RFC 8259), and where: "unexpected character at line 2, column 14". Empty if
/// `text` is one valid document. Values may be nested 256 levels deep. Half of a surrogate pair ("\ud83d" alone) is
/// valid here, since printers send it. It becomes U+FFFD when the string becomes text.
HERALD_API std::string jsonError(std::string_view text);

/// True if `text` is one valid JSON object.
HERALD_API bool isJsonObject(std::string_view text);

/// The value at a dotted path, as it is written in `json`: "progress.completion", "files.0.name" (array indices count
/// from 0). Empty if there is no value at that path, or if `json` is invalid before the end of the value. The result
/// points into `json`.
HERALD_API std::string_view jsonAt(std::string_view json, std::string_view path);
template <TemporaryOf<std::string> Text>
std::string_view jsonAt(Text&& json, std::string_view path) = delete;

/// The members of an object in their order. The key is unescaped; the value is as written, and points into `object`.
/// Empty if `object` is not a valid object. Nested objects and arrays are not checked.
HERALD_API std::vector<std::pair<std::string, std::string_view>> jsonMembers(std::string_view object);
template <TemporaryOf<std::string> Text>
std::vector<std::pair<std::string, std::string_view>> jsonMembers(Text&& object) = delete;

/// The elements of an array in their order, as written; they point into `array`. Empty if `array` is not a valid array.
/// Nested objects and arrays are not checked.
HERALD_API std::vector<std::string_view> jsonElements(std::string_view array);
template <TemporaryOf<std::string> Text>
std::vector<std::string_view> jsonElements(Text&& array) = delete;

/// A value as text: a string without its quotes and escapes, null as "", any other value as JSON.
HERALD_API std::string jsonToText(std::string_view raw);

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
HERALD_API std::string jsonQuote(std::string_view text);

/// Appends what jsonQuote puts between the quotes.
HERALD_API void jsonEscape(std::string& out, std::string_view text);

/// `object` with the member `key` set to the JSON value `raw`. Replaces the member in its place, or adds it at the end.
/// A text that is not an object counts as an empty object.
HERALD_API std::string jsonWith(std::string_view object, std::string_view key, std::string_view raw);

/// `object` without the member `key`.
HERALD_API std::string jsonWithout(std::string_view object, std::string_view key);

/// The document on several lines, with an indent of two blanks, for people to read. A text that is not JSON stays as it
/// is.
HERALD_API std::string jsonPretty(std::string_view json);

/// Writes an object, member by member: JsonObject().add("name", "a.gcode").addRaw("job", job).text(). For one thread.
class HERALD_API JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view text);  ///< as a JSON string
  JsonObject& add(std::string_view key, const char* text);
  JsonObject& add(std::string_view key, std::int64_t number);
  JsonObject& add(std::string_view key, int number);
  JsonObject& add(std::string_view key, double number);  ///< NaN and infinities become null
  JsonObject& add(std::string_view key, bool flag);
  JsonObject& addRaw(std::string_view key, std::string_view raw);  ///< `raw` is JSON already; empty: null
  const std::string& text() const { return text_; }                ///< the object so far

 private:
  void key(std::string_view key);
  std::string text_{"{}"};
};

}  // namespace herald::inline v1
