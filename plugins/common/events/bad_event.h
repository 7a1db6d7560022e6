// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace herald::events {

/// A sentence about a text that somebody else has written, and that it may quote: a control character becomes a
/// question mark, and a long sentence is cut.
inline std::string sentenceAboutText(std::string sentence) {
  constexpr std::size_t kMaxBytes = 500;
  if (sentence.size() > kMaxBytes) sentence.resize(kMaxBytes);
  std::replace_if(
      sentence.begin(), sentence.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return sentence;
}

/// Why a text that somebody else has written is no event: a sentence for its sender, as of sentenceAboutText().
class BadEvent : public std::exception {
 public:
  explicit BadEvent(std::string sentence) : sentence_(sentenceAboutText(std::move(sentence))) {}
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  std::string sentence_;
};

/// Refuses a text that its sender has to change.
[[noreturn]] inline void refuse(const std::string& why) { throw BadEvent(why); }

}  // namespace herald::events
