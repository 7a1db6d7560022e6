// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "option_value.h"

namespace herald::inline v1 {

namespace {

bool isGap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Splits a text into words by the quoting rules of a POSIX shell (Shell Command Language, 2.2), without its expansions
/// and operators.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : rest_(text) {}

  std::vector<std::string> words() {
    std::vector<std::string> found;
    while (skipBlanks()) found.push_back(word());
    return found;
  }

 private:
  bool skipBlanks() {
    while (!rest_.empty() && isGap(rest_.front())) rest_.remove_prefix(1);
    return !rest_.empty();
  }

  std::string word() {
    std::string text;
    while (!rest_.empty() && !isGap(rest_.front())) {
      const char c = take();
      if (c == '\'' || c == '"')
        quoted(c, text);
      else
        text += c == '\\' ? escaped() : c;
    }
    return text;
  }

  void quoted(char quote, std::string& text) {
    while (!rest_.empty() && rest_.front() != quote) {
      const char c = take();
      const bool escapes =
          c == '\\' && quote == '"' && !rest_.empty() && (rest_.front() == '"' || rest_.front() == '\\');
      text += escapes ? take() : c;
    }
    if (rest_.empty())
      throw std::invalid_argument(std::string("has a quote that does not end: write another ") + quote);
    take();
  }

  char escaped() {
    if (rest_.empty()) throw std::invalid_argument("ends in a backslash: write two of them for a backslash itself");
    return take();
  }

  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<std::string> parseArguments(std::string_view text) { return Splitter(text).words(); }

}  // namespace herald::inline v1
