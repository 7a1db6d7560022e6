// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/camera.h"

namespace herald::core {

/// One of the eight ways to turn and mirror a picture. Several turns one after the other are again one of them. A
/// value.
class Turn {
 public:
  Turn() = default;  ///< leaves the picture as it is

  /// What the tag Orientation of EXIF asks for: 1 to 8. Any other number asks for nothing.
  static Turn ofExif(int orientation);

  /// This turn, and then what the camera's settings ask for.
  Turn then(const Orientation& orientation) const;

  bool nothing() const { return *this == Turn(); }
  bool transposes() const { return transposes_; }  ///< first of all: columns become rows
  bool mirrors() const { return mirrors_; }        ///< then: left becomes right
  bool flips() const { return flips_; }            ///< last: top becomes bottom

  bool operator==(const Turn&) const = default;

 private:
  Turn(bool transposes, bool mirrors, bool flips) : transposes_(transposes), mirrors_(mirrors), flips_(flips) {}

  bool transposes_ = false;
  bool mirrors_ = false;
  bool flips_ = false;
};

}  // namespace herald::core
