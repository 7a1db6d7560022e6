// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/feed.h"
#include "line_translator.h"

namespace herald::serial {

/// What the source keeps over a reconnect and a restart of Herald: what it knows about the printer, its position in a
/// log, and the baud rate that it found. For one thread.
class SavedState {
 public:
  /// Loads the state. `feed` must outlive this object. `bedCooledBelow` is in °C.
  SavedState(Feed& feed, double bedCooledBelow);

  LineTranslator& translator() { return translator_; }
  const std::string& position() const { return position_; }  ///< as ByteStream::position()
  int baud() const { return baud_; }                         ///< 0: not known
  void setBaud(int baud) { baud_ = baud; }

  /// Publishes the translator's new events, if any, and saves the state atomically with them.
  void publish(const std::string& position);

  /// Saves the state if it has changed.
  void save(const std::string& position);

 private:
  std::string textAt(const std::string& position) const;

  Feed& feed_;
  std::string text_;  ///< as saved
  LineTranslator translator_;
  std::string position_;
  int baud_;
};

}  // namespace herald::serial
