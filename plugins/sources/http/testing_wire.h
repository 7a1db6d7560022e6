#pragma once

#include <algorithm>
#include <string>

#include "wire_body.h"

namespace herald::http_source {

/// A connection that brings a text, at most three bytes at a time, and ends.
class TextWire final : public Wire {
 public:
  explicit TextWire(std::string text) : text_(std::move(text)) {}

  int next() override { return at_ < text_.size() ? static_cast<unsigned char>(text_[at_++]) : -1; }
  std::size_t take(char* bytes, std::size_t most) override {
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
