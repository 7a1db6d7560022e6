// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/dispatch/sink/sink_setup.h"
#include "engine/pipeline/plan.h"
#include "engine/snapshots/snapshots.h"
#include "engine/trial/http_trace.h"

namespace herald::core {

/// The result of sending a test event to a sink.
struct TrialReport {
  std::vector<Exchange> exchanges{};  ///< the token request, if there was one, and the delivery
  std::string preview{};              ///< of a dry run: what the sink would do besides, for people
  std::string selectors{};            ///< whose options the event got, see SinkSetup::selectors
  Outcome outcome{};
  bool sent = true;  ///< false if the requests were recorded, not sent
};

/// The report as one JSON object, with the complete requests.
std::string toJson(const TrialReport& report);

/// A test event of this type, as a source of the plan would publish it. Throws std::runtime_error if the sink would not
/// get such an event: the sink does not exist, is disabled, or selects other events.
Event trialEvent(const Plan& plan, const std::string& sink, const std::string& type);

/// The same, or nothing if the sink would not get such an event. The sink must exist.
std::optional<Event> exampleFor(const Plan& plan, const std::string& sink, const std::string& type);

/// The picture for a test event: from the camera of its source if that gives one, otherwise a drawing. Null if the sink
/// shows none. May take Snapshots::kLimit. `cameras` may be null.
std::shared_ptr<const std::string> trialPicture(const SinkSetup& setup, const Event& event,
                                                Snapshots* cameras = nullptr);

/// Makes one attempt in this thread. Reports the requests of the clients that `trace` wrapped, with secrets masked.
/// `snapshot` is the picture of the event; null if there is none.
TrialReport tryOut(const SinkSetup& setup, const Event& event, HttpTrace& trace, Clock::time_point deadline,
                   const std::stop_token& stop, std::shared_ptr<const std::string> snapshot = {});

/// What the sink would do with such an event; it is asked for a preview, and never delivers. The clients of `plan` send
/// nothing, and `trace` wrapped them. Throws as trialEvent and previewing do, and PluginHangs if the sink does not
/// return within `limit`.
TrialReport rehearse(const Plan& plan, const std::string& sink, const std::string& type,
                     const std::shared_ptr<HttpTrace>& trace, Millis limit = std::chrono::seconds(5));

}  // namespace herald::core
