#pragma once

#include <unistd.h>

#include "herald/sink.h"

namespace herald::stdout_sink {

/// Writes each event as one line of JSON to a file descriptor, the standard output.
class StdoutSink : public Sink {
 public:
  explicit StdoutSink(int fd = STDOUT_FILENO) : fd_(fd) {}

  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;

 private:
  int fd_;  ///< somebody else's
  bool withContext_ = true;
  bool midLine_ = false;  ///< a line was left unfinished
};

}  // namespace herald::stdout_sink
