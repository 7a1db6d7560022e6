// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/safe_stream.h"

#include "herald/safe_text.h"

namespace herald::core::ctl {

SafeStream::SafeStream(std::ostream& target) : std::ostream(nullptr), buffer_(target) { rdbuf(&buffer_); }

SafeStream::~SafeStream() { flush(); }

SafeStream::Buffer::int_type SafeStream::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

/// A line break is never within a character, so a whole line can be passed on.
std::streamsize SafeStream::Buffer::xsputn(const char* text, std::streamsize size) {
  pending_.append(text, static_cast<std::size_t>(size));
  if (const auto end = pending_.rfind('\n'); end != std::string::npos) pass(end + 1);
  return target_ ? size : 0;
}

int SafeStream::Buffer::sync() {
  pass(pending_.size());
  target_.flush();
  return target_ ? 0 : -1;
}

void SafeStream::Buffer::pass(std::size_t size) {
  target_ << safeLines(std::string_view(pending_).substr(0, size));
  pending_.erase(0, size);
}

}  // namespace herald::core::ctl
