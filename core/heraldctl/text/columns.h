// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// The widest line that `heraldctl` prints for a terminal, in characters.
inline constexpr std::size_t kLineWidth = 100;

/// The width of a text in UTF-8, in characters.
std::size_t widthOf(const std::string& text);

/// The text, or its first characters and an ellipsis if it is wider than `width`, which is at least 1.
std::string cutTo(const std::string& text, std::size_t width);

/// The text in lines of at most `width` characters. Breaks at blanks, and in a word that is wider than a line. Returns
/// at least one line.
std::vector<std::string> wrapped(const std::string& text, std::size_t width = kLineWidth);

}  // namespace herald::core::ctl
