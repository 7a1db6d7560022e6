#pragma once

#include <Poco/Channel.h>
#include <Poco/Message.h>

#include <mutex>
#include <string>
#include <vector>

namespace herald::core {

/// For tests: keeps what it is given, as "<PRIORITY>SOURCE: TEXT".
class CaptureChannel : public Poco::Channel {
 public:
  void log(const Poco::Message& message) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back("<" + std::to_string(message.getPriority()) + ">" + message.getSource() + ": " +
                     message.getText());
  }

  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace herald::core
