// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "herald/safe_text.h"

namespace herald::core::ctl {

namespace {

constexpr auto kEmptyLine = "\r\x1b[K";

}  // namespace

ProgressBar::ProgressBar(std::ostream& out, Terminal terminal) : out_(out), terminal_(std::move(terminal)) {}

ProgressBar::~ProgressBar() {
  if (isShown_) terminal_(kEmptyLine);
}

ProgressBar::Terminal ProgressBar::standardTerminal() {
  if (::isatty(STDOUT_FILENO) != 1) return {};
  return [](const std::string& text) { static_cast<void>(!::write(STDOUT_FILENO, text.data(), text.size())); };
}

void ProgressBar::show(std::size_t done, std::size_t total, const std::string& note) {
  const auto part = std::min(done, total);
  const auto text = std::to_string(done) + " of " + std::to_string(total) + (note.empty() ? "" : ", " + safeText(note));
  if (terminal_) {
    const auto full = total == 0 ? kWidth : part * kWidth / total;
    if (!isShown_) out_.flush();
    terminal_(kEmptyLine + ("[" + std::string(full, '#') + std::string(kWidth - full, '-') + "] ") + text);
    isShown_ = true;
    return;
  }
  const auto tenths = total == 0 ? 10 : part * 10 / total;
  if (tenths <= tenths_) return;
  tenths_ = tenths;
  out_ << text << std::endl;
}

}  // namespace herald::core::ctl
