// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <string>

#include "herald/sink.h"

namespace herald::stdout_sink {

/// Writes each event as one line of JSON to a file descriptor, by default the standard output. Several sinks may write
/// to the standard output; each line stays whole. On a terminal, characters that could control it are escaped: the JSON
/// keeps its meaning.
class StdoutSink : public Sink, public Previewer {
 public:
  /// The caller keeps `fd` open and closes it.
  explicit StdoutSink(int fd = STDOUT_FILENO) : fd_(fd) {}

  std::vector<Option> options() const override;
  std::string summary() const override { return "Writes each event to the standard output, as one line of JSON."; }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  Preview preview(const Attempt& attempt) override;  ///< the line

 private:
  int fd_;
  bool withContext_ = true;
  bool isMidLine_ = false;  ///< the last line is incomplete
};

}  // namespace herald::stdout_sink
