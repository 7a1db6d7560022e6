// SPDX-License-Identifier: Apache-2.0
#include "printing/layer_comments.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace herald::printing {
namespace {

constexpr std::size_t kLongest = 48;  // bytes; every comment is shorter
constexpr std::size_t kMostAhead = 100'000;

// They count the layers. A file of PrusaSlicer has the first and the third, in this order.
constexpr std::string_view kMarks[] = {"LAYER_CHANGE", "CHANGE_LAYER", "BEFORE_LAYER_CHANGE", "BEGIN_LAYER_OBJECT"};
constexpr std::string_view kNumbers[] = {"LAYER:", "layer "};
constexpr std::string_view kTotals[] = {"LAYER_COUNT:", "total layer number:"};

void skipBlanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

/// A number from 0 that ends the text or a word. Cura numbers the layers of a raft below 0.
std::optional<int> numberAfter(std::string_view text, std::string_view word) {
  text.remove_prefix(word.size());
  skipBlanks(text);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return rest.empty() || rest.find_first_of(" ,\r\t") == 0 ? std::optional(number) : std::nullopt;
}

bool isWord(std::string_view text, std::string_view word) {
  return text.starts_with(word) &&
         (text.size() == word.size() || text.find_first_of(" \r\t", word.size()) == word.size());
}

}  // namespace

void LayerComments::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    line_.append(piece.substr(0, kLongest - std::min(kLongest, line_.size())));
    const std::size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
    length_ += static_cast<std::int64_t>(taken);
    bytes.remove_prefix(taken);
    if (end == std::string_view::npos) return;
    if (line_.starts_with(';')) readLine();
    line_.clear();
    lineAt_ = length_;
  }
}

void LayerComments::readLine() {
  std::string_view text = std::string_view(line_).substr(1);
  skipBlanks(text);
  for (const std::string_view total : kTotals)
    if (text.starts_with(total)) layers_ = numberAfter(text, total);
  for (const std::string_view word : kNumbers) {
    if (!text.starts_with(word)) continue;
    if (const auto number = numberAfter(text, word)) mark(static_cast<Mark>(std::size(kMarks)), number);
  }
  for (std::size_t i = 0; i < std::size(kMarks); ++i)
    if (isWord(text, kMarks[i])) mark(static_cast<Mark>(i), std::nullopt);
}

void LayerComments::mark(Mark mark, std::optional<int> number) {
  if (!mark_) mark_ = mark;
  if (*mark_ != mark || ahead_.size() >= kMostAhead) return;
  ahead_.push_back({lineAt_, number ? *number : ++counted_});
}

std::optional<LayerReport> LayerComments::at(std::int64_t byte) {
  while (!ahead_.empty() && ahead_.front().from <= byte) {
    current_ = ahead_.front().number;
    ahead_.pop_front();
  }
  if (!current_) return std::nullopt;
  return LayerReport{.from = LayerReport::From::File, .layer = *current_, .layers = layers_, .zeroIsFirst = true};
}

}  // namespace herald::printing
