// SPDX-License-Identifier: Apache-2.0
#include "engine/config/log_options.h"

#include <stdexcept>
#include <string>

#include "engine/config/block_settings.h"

namespace herald::core {

namespace {

constexpr std::size_t kLeastBytes = std::size_t{256} << 10;

/// Throws std::invalid_argument; its text says what is expected.
LogKeep keepFrom(const std::vector<std::string>& words) {
  if (words.size() != 2) throw std::invalid_argument("expected an age and a size, such as 7d, 32 MiB");
  const LogKeep keep{parseDuration(words[0]), static_cast<std::size_t>(parseSize(words[1]))};
  if (keep.bytes < kLeastBytes) throw std::invalid_argument("the size has to be at least 256 KiB");
  return keep;
}

}  // namespace

std::vector<Option> logOptions() {
  return {{.name = "keep",
           .type = Type::List,
           .fallback = "7d, 32 MiB",
           .help = "How much of the delivery log Herald keeps: the longest age and the most data. If it is full, what "
                   "matters least goes first. With `outbox.type = memory`, it is in memory, at most 2 MiB."}};
}

LogKeep readLogOptions(const Block& block, std::vector<ConfigProblem>& problems) {
  const auto settings = checkBlock(block, logOptions(), problems);
  if (!settings) return readLogOptions({.kind = block.kind}, problems);
  try {
    return keepFrom(settings->list("keep"));
  } catch (const std::invalid_argument& wrong) {
    addProblems(block, BadSettings(std::vector<Problem>{{"keep", wrong.what()}}), problems);
    return readLogOptions({.kind = block.kind}, problems);
  }
}

}  // namespace herald::core
