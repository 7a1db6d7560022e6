// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "herald/feed.h"
#include "printing/layer_comments.h"
#include "rest_client.h"

namespace herald::octoprint {

/// Knows the layer of a print by OctoPrint's position in the file and the comments of the slicer in that file. It reads
/// the file from OctoPrint in small pieces, a little ahead of the print, and at most one with each state. OctoPrint 2.0
/// cannot send a piece: there it reads only the beginning. For one thread.
class FileLayers {
 public:
  /// `feed` and `rest` must outlive this object.
  FileLayers(const Feed& feed, RestClient& rest) : feed_(feed), rest_(rest) {}

  /// The layer of the print `subject` of this local file at `position`, in bytes. Nothing if it is not known, or not
  /// yet. It waits for OctoPrint until `deadline`.
  std::optional<printing::LayerReport> at(const std::string& subject, const std::string& path, std::int64_t position,
                                          Clock::time_point deadline);

 private:
  void read(const std::string& path, Clock::time_point deadline);

  const Feed& feed_;
  RestClient& rest_;
  std::string subject_{};
  printing::LayerComments comments_{};
  bool ended_ = false;             ///< there is no more to read
  bool whole_ = false;             ///< it has read to the end of the file
  Clock::time_point notBefore_{};  ///< when to ask again, after OctoPrint did not answer
};

}  // namespace herald::octoprint
