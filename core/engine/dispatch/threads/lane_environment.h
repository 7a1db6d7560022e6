// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/clock/time_source.h"
#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshots.h"

namespace herald::core {

/// What a lane needs from outside. A call that was left behind no longer uses it. A value.
struct LaneEnvironment {
  Outbox& outbox;
  TimeSource& time;
  std::function<void(Clock::time_point when)> expectWatch{};  ///< call watch() then
  std::function<void(Clock::time_point when)> expectTidy{};   ///< call tidy() then
  std::function<void()> networkIsBack{};                      ///< this sink got an answer again
  std::function<void(const SinkNews& news)> announce{};       ///< the operator has to know
  std::function<void(const std::string& record)> saveRecord{};
  std::function<std::string()> loadRecord{};                    ///< what an earlier process saved; empty if nothing
  Snapshots* snapshots = nullptr;                               ///< null: there are no pictures
  std::function<void(LogEntry entry, LogDetail detail)> log{};  ///< an attempt has ended
};

}  // namespace herald::core
