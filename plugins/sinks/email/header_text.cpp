// SPDX-License-Identifier: Apache-2.0
#include "header_text.h"

#include <Poco/Ascii.h>

#include <algorithm>

#include "herald/base64.h"
#include "herald/text.h"

namespace herald::email {
namespace {

constexpr std::size_t kLine = 76;          // RFC 2047 §2 allows no longer line with an encoded word
constexpr std::size_t kLongestWord = 200;  // a longer one would make a line that servers refuse (RFC 5322 §2.1.1: 998)
constexpr std::size_t kLongestFieldName = 40;
constexpr std::size_t kWordFrame = 12;  // what an encoded word has beside its Base64

std::string onOneLine(std::string_view text) {
  std::string line(withoutEdges(text));
  std::ranges::replace_if(
      line, [](char c) { return (c >= 0 && c < ' ') || c == 127; }, ' ');
  return line;
}

/// True if the text may stand in a header as it is, but for folding.
bool isPlain(std::string_view text) {
  if (hasNonAscii(text) || text.find("=?") != text.npos) return false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end - begin > kLongestWord) return false;
    begin = end + 1;
  }
  return true;
}

/// Breaks the text before blanks. `used` characters stand before it on its line.
std::string folded(std::string_view text, std::size_t used) {
  std::string lines;
  std::size_t column = used;
  while (!text.empty()) {
    const std::size_t word = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t size = std::min(text.find(' ', word), text.size());
    if (word > 0 && column + size > kLine) {
      lines += "\r\n";
      column = 0;
    }
    lines += text.substr(0, size);
    column += size;
    text.remove_prefix(size);
  }
  return lines;
}

bool continuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// One encoded word a line, the first one behind `used` characters. Each ends after a whole character (RFC 2047 §5).
std::string encodedWords(std::string_view text, std::size_t used) {
  std::string lines;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), (kLine - kWordFrame - (lines.empty() ? used : 1)) / 4 * 3);
    while (size < text.size() && size > 1 && continuesCharacter(text[size])) --size;
    lines += (lines.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + toBase64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return lines;
}

bool isAtomText(char c) {
  return Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) ||
         std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// The name of a mailbox (`phrase` in RFC 5322), behind `used` characters of its line.
std::string phrase(std::string_view name, std::size_t used) {
  if (!isPlain(name)) return encodedWords(name, used);
  if (std::ranges::all_of(name, isAtomText)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// A mailbox behind `used` characters of its line.
std::string mailboxText(const Mailbox& mailbox, std::size_t used) {
  const std::string name = onOneLine(mailbox.name);
  if (name.empty()) return mailbox.address;
  const std::string shown = phrase(name, used);
  const bool fits = shown.find('\n') == shown.npos && used + shown.size() + mailbox.address.size() + 4 <= kLine;
  return shown + (fits ? " <" : "\r\n <") + mailbox.address + ">";
}

}  // namespace

std::string headerField(std::string_view name, std::string_view text) {
  const std::string begin = std::string(name) + ": ", line = onOneLine(text);
  if (isPlain(line)) return begin + folded(line, begin.size()) + "\r\n";
  return begin + encodedWords(line, begin.size()) + "\r\n";
}

std::string headerField(std::string_view name, const std::vector<Mailbox>& mailboxes) {
  std::string field = std::string(name) + ": ";
  for (const Mailbox& mailbox : mailboxes) {
    if (&mailbox != &mailboxes.front()) field += ",\r\n ";
    field += mailboxText(mailbox, name.size() + 2);
  }
  return field + "\r\n";
}

bool isFieldName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestFieldName && std::ranges::all_of(name, [](char c) {
    return Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

}  // namespace herald::email
