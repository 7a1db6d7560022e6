#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/export.h"

/// JSON crosses the plugin boundary as text, and most of it is only passed on. These few functions cut a piece out of
/// such text, or put a new text together, without building a tree. All of them may be called from any thread.
namespace herald::inline v1 {

/// Why `text` is not one whole, valid JSON document (RFC 8259), as a clause with the place in it ("unexpected character
/// at line 2, column 14"); empty if it is one. Values may be nested 256 deep. Half of a
/// surrogate pair ("\ud83d" alone) is taken, as printers do send it; where such a string becomes text, it is U+FFFD.
HERALD_API std::string jsonError(std::string_view text);

/// True if `text` is one whole, valid JSON object.
HERALD_API bool isJsonObject(std::string_view text);

/// The value at a dotted path, as the raw text it has in `json`: "progress.completion", "files.0.name" (array indices
/// count from 0). Empty if there is nothing at that path or `json` is not valid as far as it had to be read. The result
/// points into `json`.
HERALD_API std::string_view jsonAt(std::string_view json, std::string_view path);

/// The members of an object in their order: the unescaped key and the raw value, which points into `object`. Empty if
/// it is no valid object as far as it had to be read: what is within a member's object or array is not looked at.
HERALD_API std::vector<std::pair<std::string, std::string_view>> jsonMembers(std::string_view object);

/// The same for the elements of an array.
HERALD_API std::vector<std::string_view> jsonElements(std::string_view array);

/// A raw value as text for people: a string without its quotes and escapes, null as "", all else as JSON.
HERALD_API std::string jsonToText(std::string_view raw);

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
HERALD_API std::string jsonQuote(std::string_view text);

/// Appends what jsonQuote would put between the quotes.
HERALD_API void jsonEscape(std::string& out, std::string_view text);

/// `object` with the member `key` set to the raw value: replaced where it stands, or added at the end. What is no
/// object counts as an empty one.
HERALD_API std::string jsonWith(std::string_view object, std::string_view key, std::string_view raw);

/// `object` without the member `key`.
HERALD_API std::string jsonWithout(std::string_view object, std::string_view key);

/// The same document over several lines, two blanks an indent, for people to read. What is not JSON comes back as it
/// is.
HERALD_API std::string jsonPretty(std::string_view json);

/// Puts an object together, member by member: JsonObject().add("name", "a.gcode").addRaw("job", job).text().
class HERALD_API JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view text);  ///< as a JSON string
  JsonObject& add(std::string_view key, const char* text);
  JsonObject& add(std::string_view key, std::int64_t number);
  JsonObject& add(std::string_view key, int number);
  JsonObject& add(std::string_view key, double number);  ///< NaN and infinities become null
  JsonObject& add(std::string_view key, bool flag);
  JsonObject& addRaw(std::string_view key, std::string_view raw);  ///< a value that is JSON already; empty: null
  const std::string& text() const { return text_; }                ///< "{}" so far if nothing was added

 private:
  void key(std::string_view key);
  std::string text_{"{}"};
};

}  // namespace herald::inline v1
