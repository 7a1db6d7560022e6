// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "baud_rate.h"
#include "byte_stream.h"
#include "herald/feed.h"
#include "herald/stop_signal.h"
#include "line_splitter.h"
#include "poller.h"
#include "saved_state.h"

namespace herald::serial {

/// Reads one open stream: finds the baud rate if necessary, cuts the bytes into lines for the translator, and sends the
/// poller's questions. For one thread.
class Listener {
 public:
  struct Setup {
    int baud = 0;         ///< 0: the stream has no baud rate
    bool search = false;  ///< true: find the baud rate, starting with `baud`
    bool log = false;     ///< the lines may be those of OctoPrint's serial.log
  };

  /// `feed`, `state` and `stream` must outlive this object.
  Listener(Feed& feed, SavedState& state, ByteStream& stream, Setup setup, Poller poller);

  /// Returns when a stop is requested. Throws Failure when the stream has ended.
  void listen(const StopSignal& stop);

 private:
  bool readOnce();
  void take(std::string_view bytes);
  void takeLine(std::string_view line);
  void checkReadability(std::string_view bytes);
  void acceptBaud();
  void reportReady();
  void poll();

  Feed& feed_;
  SavedState& state_;
  ByteStream& stream_;
  Setup setup_;
  Poller poller_;
  BaudSearch baud_;
  Readability readability_{};
  LineSplitter splitter_{};
  bool baudFound_ = false;
  int noises_ = 0;  ///< how often there was noise since the last text
  bool warnedOfNoise_ = false;
  bool warnedOfLongLine_ = false;
};

}  // namespace herald::serial
