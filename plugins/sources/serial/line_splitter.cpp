// SPDX-License-Identifier: Apache-2.0
#include "line_splitter.h"

#include <algorithm>
#include <iterator>

namespace herald::serial {

void LineSplitter::feed(std::string_view bytes, const std::function<void(std::string_view line)>& take) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find_first_of("\r\n");
    add(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    if (!skipping_ && !half_.empty()) take(half_);
    forget();
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::add(std::string_view part) {
  pending_ += part.size();
  if (skipping_) return;
  if (half_.size() + part.size() > kLongest) {
    skipping_ = true;
    ++tooLong_;
    half_.clear();
    return;
  }
  if (part.find('\0') == std::string_view::npos)
    half_ += part;
  else
    std::copy_if(part.begin(), part.end(), std::back_inserter(half_), [](char c) { return c != '\0'; });
}

void LineSplitter::forget() {
  half_.clear();
  pending_ = 0;
  skipping_ = false;
}

}  // namespace herald::serial
