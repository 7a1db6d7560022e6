// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "line_values.h"

namespace herald::serial {

/// The file that a printer has opened last. Firmware names one opening in two lines, often with two spellings: `Now
/// fresh file: longna~1.gco`, then `File opened: /LongNamedPart.gcode Size: 7023`. This class makes one file of them.
/// Times are in Unix seconds. For one thread.
class OpenedFile {
 public:
  /// Takes the file of a line that opens one. False if the line only completes the opening that the line before it
  /// announced.
  bool open(const FileName& file, double now);

  /// Takes the file that a menu is about to open.
  void order(const FileName& file);

  /// True if the path may name the opened file.
  bool isNamed(std::string_view path) const;

  const FileName& file() const { return file_; }  ///< no path: none
  void set(FileName file);

 private:
  void take(const FileName& file, bool same);

  FileName file_{};
  std::string announced_{};  ///< its other name
  double announcedAt_ = -1e9;
};

}  // namespace herald::serial
