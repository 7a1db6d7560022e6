#pragma once

#include <Poco/Channel.h>
#include <Poco/Message.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/logging/repeat_filter.h"
#include "base/logging/secret_mask.h"

namespace herald::core {

/// Where the messages of a logger go, and those of the loggers below it in the dotted hierarchy that have no target of
/// their own.
struct LogTarget {
  Poco::Channel::Ptr channel{};
  int level = Poco::Message::PRIO_INFORMATION;  ///< Poco's priority: greater ones are dropped
};

using LogTargets = std::map<std::string, LogTarget>;  ///< by the name of the logger; "" is the root

/// The one channel of all Poco loggers. It masks secrets, escapes control characters, holds back repeated errors, and
/// hands on what is left to the channel that was configured for the message's logger. The loggers themselves never
/// change after that: Poco does not allow it while other threads log. Every thread may call it.
class SafeChannel : public Poco::Channel {
 public:
  explicit SafeChannel(RepeatFilter::Now now = Clock::now);

  /// Replaces the mask and all targets at once. Until the first call, everything is dropped.
  void configure(std::shared_ptr<const SecretMask> mask, LogTargets targets);

  /// Never throws: what a channel cannot write goes to stderr.
  void log(const Poco::Message& message) override;

  /// Writes the counts of what is held back, and closes the targets.
  void close() override;

 protected:
  ~SafeChannel() override;

 private:
  LogTarget targetOf(const std::string& logger) const;  ///< under the lock

  mutable std::mutex mutex_;
  std::shared_ptr<const SecretMask> mask_;
  LogTargets targets_;
  RepeatFilter repeats_;
};

/// `text` with control characters as `\n`, `\t` or `\x1b`, so that no message can pass for two.
std::string withoutControls(std::string_view text);

}  // namespace herald::core
