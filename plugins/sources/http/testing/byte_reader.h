// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include "../request_body.h"

namespace herald::http_source {

/// A connection that delivers a text, at most three bytes at a time, and then ends.
class TextReader final : public ByteReader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}

  int next() override { return at_ < text_.size() ? static_cast<unsigned char>(text_[at_++]) : -1; }
  std::size_t readSome(char* bytes, std::size_t most) override {
    const auto count = text_.copy(bytes, std::min<std::size_t>(most, 3), at_);
    at_ += count;
    return count;
  }
  std::string rest() const { return text_.substr(at_); }

 private:
  const std::string text_;
  std::size_t at_ = 0;
};

}  // namespace herald::http_source
