// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/json_completion.h"

#include <vector>

#include "herald/json.h"
#include "herald/text.h"

namespace herald::core {

namespace {

/// Reads as much as was typed, and remembers the last place at which the text could end.
class TypedJson {
 public:
  explicit TypedJson(std::string_view text) : text_(text) {}

  std::string completed() {
    for (at_ = 0; at_ < text_.size(); ++at_) read(text_[at_]);
    if (isInString_) closeString();
    std::string result(text_.substr(0, end_));
    result += tail_;
    for (auto open = openAtEnd_.rbegin(); open != openAtEnd_.rend(); ++open) result += *open == '{' ? '}' : ']';
    return result;
  }

 private:
  void read(char c) {
    if (isInString_) return readString(c);
    switch (c) {
      case '"':
        isInString_ = true;
        stringAt_ = at_;
        break;
      case '{':
      case '[':
        open_.push_back(c);
        isKey_ = c == '{';
        mayEnd(at_ + 1);
        break;
      case '}':
      case ']':
        if (!open_.empty()) open_.pop_back();
        isKey_ = false;
        mayEnd(at_ + 1);
        break;
      case ',': isKey_ = !open_.empty() && open_.back() == '{'; break;
      case ':': isKey_ = false; break;
      case ' ':
      case '\t':
      case '\r':
      case '\n': break;
      default: readWord();
    }
  }

  void readString(char c) {
    if (c == '\\') {
      lastEscape_ = at_;
      ++at_;
      if (at_ < text_.size() && text_[at_] == 'u') at_ += 4;
    } else if (c == '"') {
      isInString_ = false;
      if (!isKey_) mayEnd(at_ + 1);
    }
  }

  /// A number, true, false or null. A word that is not complete is not kept.
  void readWord() {
    const auto begin = at_;
    while (at_ + 1 < text_.size() && text_.find_first_of(",:]}[{\" \t\r\n", at_ + 1) != at_ + 1) ++at_;
    if (jsonError(text_.substr(begin, at_ + 1 - begin)).empty()) mayEnd(at_ + 1);
  }

  void mayEnd(std::size_t end) {
    end_ = end;
    openAtEnd_ = open_;
  }

  /// The text ends in a string. Half an escape and half a character go; a key without a value goes.
  void closeString() {
    if (isKey_) return;
    auto end = text_.size();
    if (at_ > text_.size() || (lastEscape_ && *lastEscape_ + 1 >= text_.size())) end = *lastEscape_;
    end = stringAt_ + firstNotUtf8(text_.substr(stringAt_, end - stringAt_)).value_or(end - stringAt_);
    mayEnd(end);
    tail_ = '"';
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::vector<char> open_{};
  bool isInString_ = false;
  bool isKey_ = false;  // the next string is the key of a member
  std::size_t stringAt_ = 0;
  std::optional<std::size_t> lastEscape_{};

  std::size_t end_ = 0;
  std::vector<char> openAtEnd_{};
  std::string tail_{};
};

}  // namespace

std::optional<std::string> completedJson(std::string_view text) {
  auto result = TypedJson(text).completed();
  return jsonError(result).empty() ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace herald::core
