// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Channel.h>
#include <Poco/Message.h>

#include <string>
#include <vector>

#include "herald/mutex.h"

namespace herald::core {

/// Keeps every message as "<PRIORITY>SOURCE: TEXT". Every thread may use it.
class CaptureChannel : public Poco::Channel {
 public:
  void log(const Poco::Message& message) override {
    const MutexLock lock(mutex_);
    lines_.push_back("<" + std::to_string(message.getPriority()) + ">" + message.getSource() + ": " +
                     message.getText());
  }

  std::vector<std::string> lines() const {
    const MutexLock lock(mutex_);
    return lines_;
  }

 private:
  mutable Mutex mutex_{};
  std::vector<std::string> lines_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
