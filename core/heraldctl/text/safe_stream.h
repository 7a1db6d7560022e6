// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <streambuf>
#include <string>

namespace herald::core::ctl {

/// Passes text on to another stream as safeLines() makes it, whole lines at a time, so that nothing that heraldctl
/// prints can control the terminal. Everything that the verbs print goes through one of these. For one thread.
class SafeStream : public std::ostream {
 public:
  explicit SafeStream(std::ostream& target);  ///< the target outlives this
  ~SafeStream() override;

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::ostream& target) : target_(target) {}

   protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int sync() override;

   private:
    void pass(std::size_t size);

    std::ostream& target_;
    std::string pending_{};
  };

  Buffer buffer_;
};

}  // namespace herald::core::ctl
