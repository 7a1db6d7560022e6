// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Message.h>
#include <Poco/Timestamp.h>

#include <string>

#include "herald/mutex.h"

namespace herald::core {

/// Makes the descriptors by which this process has the file open close-on-exec. Throws nothing.
void closeOnExec(const std::string& file);

/// Poco's FileChannel or SimpleFileChannel, without its descriptor in the programs that a plugin starts: Poco opens the
/// file without O_CLOEXEC, at the first message and after each rotation. Every thread may use it.
template <typename PocoChannel>
class PrivateFileChannel final : public PocoChannel {
 public:
  void log(const Poco::Message& message) override {
    const MutexLock lock(mutex_);
    PocoChannel::log(message);
    if (this->creationDate() != created_ || this->size() < size_) {
      closeOnExec(this->path());
      if constexpr (requires { this->secondaryPath(); }) closeOnExec(this->secondaryPath());
    }
    created_ = this->creationDate();
    size_ = this->size();
  }

 private:
  Mutex mutex_{};
  Poco::Timestamp created_ HERALD_GUARDED_BY(mutex_){0};
  Poco::UInt64 size_ HERALD_GUARDED_BY(mutex_) = 0;
};

/// The name of the private class instead of Poco's; another name as it is. Poco's factory knows these classes from the
/// first call on. Any thread may call it.
std::string privateChannelClass(const std::string& name);

}  // namespace herald::core
