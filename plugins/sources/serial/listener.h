#pragma once

#include <string>

#include "baud_rate.h"
#include "herald/feed.h"
#include "input.h"
#include "line_splitter.h"
#include "poller.h"
#include "printer.h"
#include "stop_signal.h"

namespace herald::serial {

/// What is kept between two connections and two lives of Herald: what is known of the printer, where in a log it was
/// read to, and the baud rate that was found.
class Memory {
 public:
  explicit Memory(Feed& feed);

  Printer& printer() { return printer_; }
  const std::string& place() const { return place_; }
  int baud() const { return baud_; }
  void setBaud(int baud) { baud_ = baud; }

  /// Publishes what the printer has told, and keeps it in one with the events.
  void publish(const std::string& place);
  void save(const std::string& place);

 private:
  std::string textAt(const std::string& place) const;

  Feed& feed_;
  std::string text_;  ///< as it is kept
  Printer printer_;
  std::string place_;
  int baud_;
};

/// One connection: reads, finds the baud rate if it has to, and asks what may be asked.
class Listener {
 public:
  struct Setup {
    int baud = 0;         ///< 0: it has none
    bool search = false;  ///< `baud` is only where to begin
    bool logged = false;  ///< the lines may be OctoPrint's serial.log
  };

  Listener(Feed& feed, Memory& memory, Input& input, Setup setup, Poller poller);

  /// Until it is asked to stop; throws Failure when the line has gone.
  void listen(const StopSignal& stop);

 private:
  bool readOnce();
  void take(std::string_view bytes);
  void takeLine(std::string_view line);
  void judge(std::string_view bytes);
  void settle();
  void ready();
  void ask();

  Feed& feed_;
  Memory& memory_;
  Input& input_;
  Setup setup_;
  Poller poller_;
  BaudSearch baud_;
  Readability readability_{};
  LineSplitter splitter_{};
  bool settled_ = false;  ///< the baud rate is right, as far as one can tell
  int noises_ = 0;        ///< that were heard at it since the last text
  bool warned_ = false;   ///< of what cannot be read
  bool toldTooLong_ = false;
};

}  // namespace herald::serial
