// SPDX-License-Identifier: Apache-2.0
#include "file_layers.h"

namespace herald::octoprint {
namespace {

constexpr std::int64_t kPiece = 256 * 1024;
constexpr std::int64_t kAhead = 64 * 1024;
constexpr Millis kSilence = std::chrono::seconds(30);

}  // namespace

std::optional<printing::LayerReport> FileLayers::at(const std::string& subject, const std::string& path,
                                                    std::int64_t position, Clock::time_point deadline) {
  if (subject != subject_) {
    subject_ = subject;
    comments_ = {};
    ended_ = whole_ = false;
  }
  if (!ended_ && comments_.length() < position + kAhead && feed_.now() >= notBefore_) read(path, deadline);
  if (!whole_ && comments_.length() <= position) return std::nullopt;
  return comments_.at(position);
}

void FileLayers::read(const std::string& path, Clock::time_point deadline) {
  const std::optional<FilePiece> piece = rest_.piece(path, comments_.length(), kPiece, deadline);
  if (!piece) {
    notBefore_ = feed_.now() + kSilence;
    return;
  }
  comments_.feed(piece->bytes);
  whole_ = piece->last;
  ended_ = piece->last || piece->bytes.empty() || !piece->more;
}

}  // namespace herald::octoprint
