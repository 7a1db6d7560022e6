// SPDX-License-Identifier: Apache-2.0
#include "baud_rate.h"

#include <Poco/UTF8Encoding.h>

#include <array>

namespace herald::serial {
namespace {

constexpr std::array kRates{115200, 250000, 230400, 57600, 500000, 1000000, 38400, 19200, 9600, 76800, 2000000, 921600};

constexpr std::size_t kFirstWord = 4;     // bytes of text that make a line readable
constexpr std::size_t kEnoughNoise = 64;  // bytes
constexpr std::size_t kNoLine = 4096;     // bytes without an end of line are noise
constexpr std::size_t kWindow = 1024;

bool isText(char c) { return (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n'; }

/// The length of the UTF-8 character with this first byte.
std::size_t lengthOf(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Readability::Verdict Readability::add(std::string_view bytes) {
  Verdict last = Verdict::Undecided;
  for (const char c : bytes) {
    const std::size_t blocks = (text_ + noise_) / kEnoughNoise;
    count(c);
    if ((c != '\n' || text_ < kFirstWord) && (text_ + noise_) / kEnoughNoise == blocks) continue;
    if (const Verdict now = decide(); now != Verdict::Undecided) {
      last = now;
      text_ = noise_ = lines_ = 0;
    }
  }
  return last;
}

void Readability::count(char c) {
  if (!character_.empty() && continues(c)) {
    character_ += c;
    const std::size_t size = character_.size();
    if (size < lengthOf(character_.front())) return;
    const auto* const begin = reinterpret_cast<const unsigned char*>(character_.data());
    (Poco::UTF8Encoding::isLegal(begin, static_cast<int>(size)) ? text_ : noise_) += size;
    return character_.clear();
  }
  noise_ += character_.size();
  character_.clear();
  if (lengthOf(c) > 1)
    character_ = c;
  else
    ++(isText(c) ? text_ : noise_);
  if (c == '\n') ++lines_;
}

Readability::Verdict Readability::decide() const {
  const std::size_t all = text_ + noise_;
  if (lines_ > 0 && text_ >= kFirstWord && noise_ * 10 <= all) return Verdict::Text;
  if (all >= kEnoughNoise && noise_ * 4 >= all) return Verdict::Noise;
  if (lines_ == 0 && all >= kNoLine) return Verdict::Noise;
  if (all >= kWindow) return lines_ > 0 ? Verdict::Text : Verdict::Undecided;
  return Verdict::Undecided;
}

BaudSearch::BaudSearch(int first) : current_(first > 0 ? first : kRates.front()) {}

int BaudSearch::next() {
  const int before = current_;
  do current_ = kRates[index_++ % kRates.size()];
  while (current_ == before);
  return current_;
}

}  // namespace herald::serial
