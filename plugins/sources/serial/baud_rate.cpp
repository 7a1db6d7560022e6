#include "baud_rate.h"

#include <array>

namespace herald::serial {
namespace {

constexpr std::array kRates{115200, 250000, 230400, 57600, 500000, 1000000, 38400, 19200, 9600, 76800, 2000000, 921600};

constexpr std::size_t kFirstWord = 4;     // as much text makes a line a line
constexpr std::size_t kEnoughNoise = 64;  // bytes
constexpr std::size_t kNoLine = 4096;     // bytes without the end of a line are none of a printer's
constexpr std::size_t kWindow = 1024;

bool isText(char c) { return (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

Readability::Verdict Readability::add(std::string_view bytes) {
  Verdict last = Verdict::Undecided;
  for (const char c : bytes) {
    ++(isText(c) ? text_ : noise_);
    if (c == '\n') ++lines_;
    if ((c != '\n' || text_ < kFirstWord) && (text_ + noise_) % kEnoughNoise != 0) continue;
    if (const Verdict now = decide(); now != Verdict::Undecided) {
      last = now;
      text_ = noise_ = lines_ = 0;
    }
  }
  return last;
}

Readability::Verdict Readability::decide() {
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
