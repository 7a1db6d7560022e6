// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace herald::core {

/// Counts the events in a row that a receiver rejected: all of them, and by type. One rejected event says little about
/// a receiver; three in a row say that it rejects everything. One thread at a time may use it.
class Rejections {
 public:
  static constexpr std::uint64_t kEverything = 3;

  /// The receiver rejects everything, as it was recorded by an earlier process.
  static Rejections everything();

  void add(const std::string& type);
  void end(const std::string& type);  ///< the receiver took an event of this type

  bool isEverything() const { return all_ >= kEverything; }
  std::uint64_t count() const { return all_; }

  /// Does the last one, of this type, get a line in the log? The first three of a row do, then the 10th, the 100th and
  /// so on. While the receiver rejects everything, that is the row of all types.
  bool isTold(const std::string& type) const;

  /// What the line says about the row; empty if the row is short.
  std::string summary(const std::string& type) const;

 private:
  std::uint64_t countOf(const std::string& type) const;

  std::uint64_t all_ = 0;
  std::map<std::string, std::uint64_t> byType_{};
};

}  // namespace herald::core
