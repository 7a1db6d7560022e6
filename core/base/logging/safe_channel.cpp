// SPDX-License-Identifier: Apache-2.0
#include "base/logging/safe_channel.h"

#include <Poco/Exception.h>

#include <iostream>
#include <utility>
#include <vector>

#include "herald/safe_text.h"

namespace herald::core {

namespace {

using Writing = std::pair<Poco::Channel::Ptr, Poco::Message>;

void writeToStderr(const Poco::Message& message, const std::string& why) {
  std::cerr << message.getSource() + ": " + message.getText() + " (the log's channel failed: " + safeText(why) + ")\n";
}

void write(Poco::Channel::Ptr channel, const Poco::Message& message) {
  if (!channel) return;
  try {
    channel->log(message);
  } catch (const Poco::Exception& error) {
    writeToStderr(message, error.displayText());
  } catch (const std::exception& error) {
    writeToStderr(message, error.what());
  }
}

}  // namespace

SafeChannel::SafeChannel(RepeatFilter::Now now) : repeats_(std::move(now)) {}

SafeChannel::~SafeChannel() = default;

void SafeChannel::configure(std::shared_ptr<const SecretMask> mask, LogTargets targets) {
  const MutexLock lock(mutex_);
  mask_ = std::move(mask);
  targets_.swap(targets);
}

void SafeChannel::log(const Poco::Message& message) {
  std::shared_ptr<const SecretMask> mask;
  {
    const MutexLock lock(mutex_);
    if (!mask_ || message.getPriority() > targetOf(message.getSource()).level) return;
    mask = mask_;
  }
  Poco::Message safe(message, safeText(mask->masked(message.getText())));
  // syslog and journald have no priority below debug.
  if (safe.getPriority() == Poco::Message::PRIO_TRACE) safe.setPriority(Poco::Message::PRIO_DEBUG);
  std::vector<Writing> writings;
  {
    const MutexLock lock(mutex_);
    for (auto& next : repeats_.pass(safe)) writings.emplace_back(targetOf(next.getSource()).channel, std::move(next));
  }
  for (const auto& [channel, next] : writings) write(channel, next);
}

void SafeChannel::close() {
  std::vector<Writing> writings;
  LogTargets targets;
  {
    const MutexLock lock(mutex_);
    for (auto& next : repeats_.flush()) writings.emplace_back(targetOf(next.getSource()).channel, std::move(next));
    targets = targets_;
  }
  for (const auto& [channel, next] : writings) write(channel, next);
  for (auto& [name, target] : targets) {
    if (target.channel) target.channel->close();
  }
}

LogTarget SafeChannel::targetOf(const std::string& logger) const {
  for (std::string name = logger;;) {
    if (const auto found = targets_.find(name); found != targets_.end()) return found->second;
    if (name.empty()) return {};
    const auto dot = name.rfind('.');
    name.resize(dot == std::string::npos ? 0 : dot);
  }
}

}  // namespace herald::core
