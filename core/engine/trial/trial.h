#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/dispatch/sink_setup.h"
#include "engine/pipeline/plan.h"
#include "engine/trial/http_trace.h"

namespace herald::core {

/// What came of sending a test event to a sink.
struct TrialReport {
  std::vector<Exchange> exchanges{};  ///< the token call, if there was one, and the delivery
  Outcome outcome{};
  bool sent = true;  ///< false: the requests were only shown
};

/// As one JSON object, with the requests whole.
std::string toJson(const TrialReport& report);

/// The test event of this type, as it would come from a source of the plan's. Throws std::runtime_error with the reason
/// if the sink would not get such an event: it is not there, disabled, or asks for others.
Event trialEvent(const Plan& plan, const std::string& sink, const std::string& type);

/// Makes the attempt in this thread, and reports what it sent through clients that `trace` wrapped, secrets masked.
TrialReport tryOut(const SinkSetup& setup, const Event& event, HttpTrace& trace, Clock::time_point deadline,
                   const std::stop_token& stop);

/// What the sink of the plan would send for such an event. `plan` was made with clients that `trace` wrapped and that
/// send nothing. Throws as trialEvent does, and PluginHangs where the sink does not return within `limit`.
TrialReport rehearse(const Plan& plan, const std::string& sink, const std::string& type,
                     const std::shared_ptr<HttpTrace>& trace, Millis limit = std::chrono::seconds(5));

}  // namespace herald::core
