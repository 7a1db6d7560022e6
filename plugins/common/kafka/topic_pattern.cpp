// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_pattern.h"

#include <array>
#include <stdexcept>

namespace herald::kafka {

TopicPattern::TopicPattern(const std::string& pattern) {
  const int error = ::regcomp(&compiled_, pattern.c_str(), REG_EXTENDED | REG_NOSUB);
  if (error == 0) return;
  std::array<char, 256> why{};
  ::regerror(error, &compiled_, why.data(), why.size());
  throw std::invalid_argument(why.data());
}

TopicPattern::~TopicPattern() { ::regfree(&compiled_); }

bool TopicPattern::matches(const std::string& topic) const {
  return ::regexec(&compiled_, topic.c_str(), 0, nullptr, 0) == 0;
}

}  // namespace herald::kafka
