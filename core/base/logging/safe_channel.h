// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Channel.h>
#include <Poco/Message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/logging/repeat_filter.h"
#include "base/logging/secret_mask.h"
#include "herald/mutex.h"

namespace herald::core {

/// Where the messages of a logger go. Loggers below it in the dotted hierarchy use it too, unless they have their own.
struct LogTarget {
  Poco::Channel::Ptr channel{};
  int level = Poco::Message::PRIO_INFORMATION;  ///< Poco's priority: greater ones are dropped
};

using LogTargets = std::map<std::string, LogTarget>;  ///< by the name of the logger; "" is the root

/// The one channel of all Poco loggers. It masks secrets, escapes control characters, holds back repeated errors, and
/// passes the rest to the channel that is configured for the logger. The loggers themselves do not change later, since
/// Poco does not allow that while other threads log. Every thread may call it.
class SafeChannel : public Poco::Channel {
 public:
  explicit SafeChannel(RepeatFilter::Now now = Clock::now);

  /// Replaces the mask and all targets together. Before the first call, the channel drops every message.
  void configure(std::shared_ptr<const SecretMask> mask, LogTargets targets);

  /// Never throws. If the target fails, the message goes to stderr.
  void log(const Poco::Message& message) override;

  /// Writes the counts of the messages that are held back, and closes the targets.
  void close() override;

 protected:
  ~SafeChannel() override;

 private:
  LogTarget targetOf(const std::string& logger) const HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  std::shared_ptr<const SecretMask> mask_ HERALD_GUARDED_BY(mutex_){};
  LogTargets targets_ HERALD_GUARDED_BY(mutex_){};
  RepeatFilter repeats_ HERALD_GUARDED_BY(mutex_);
};

}  // namespace herald::core
