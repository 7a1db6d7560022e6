// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "engine/pipeline/pipeline.h"
#include "engine/trial/http_trace.h"
#include "engine/trial/trial.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Tries a sink as the daemon runs it:
///
///   POST /api/v1/sinks/{name}/test   {"type": "PrintDone", "dryRun": false}: TrialReport as JSON. Both members may be
///                                    missing. A dry run sends nothing
///
/// 409: the sink cannot be tested. 503: it does not return.
class SinkTestResource final : public Resource {
 public:
  struct Daemon {
    Pipeline& pipeline;  ///< outlives the resource, as the trace does
    HttpTrace& trace;    ///< watches the HTTP clients of the pipeline's sinks
    /// Makes a plan of the running configuration whose sinks use these clients. Every thread may call it.
    std::function<Plan(const HttpFactory&)> rehearsal;
  };

  explicit SinkTestResource(Daemon daemon) : daemon_(std::move(daemon)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer test(const ApiRequest& request) const;
  TrialReport send(const std::string& sink, const std::string& type) const;
  TrialReport rehearse(const std::string& sink, const std::string& type) const;

  const Daemon daemon_;
};

}  // namespace herald::core
