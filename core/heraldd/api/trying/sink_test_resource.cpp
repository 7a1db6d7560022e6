// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/sink_test_resource.h"

#include <memory>
#include <stdexcept>
#include <vector>

#include "engine/pipeline/dry_run.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/known_sinks.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

void requirePlanned(const Plan& plan, const std::string& sink) {
  if (plan.sinks.contains(sink)) return;
  std::vector<std::string> names;
  for (const auto& [name, planned] : plan.sinks) names.push_back(name);
  throw noSuchSink(sink, names);
}

}  // namespace

std::vector<Operation> SinkTestResource::operations() {
  return {{.method = "POST",
           .path = "/api/v1/sinks/{name}/test",
           .id = "testSink",
           .summary = "Sends a test event through a sink, or shows what it would send.",
           .bodySchema = "SinkTest",
           .answerSchema = "SinkTestReport",
           .work = Operation::Work::Network,
           .handler = [this](const ApiRequest& request) { return test(request); }}};
}

Resource::Schemas SinkTestResource::schemas() const {
  return {{"SinkTest", R"({"type":"object","properties":{"type":{"type":"string"},"dryRun":{"type":"boolean"}}})"},
          {"SinkTestReport",
           R"({"type":"object","required":["sent","exchanges","preview","selectors","verdict","reason","retryAfterMs",)"
           R"("missing"],"properties":{"sent":{"type":"boolean"},"exchanges":{"type":"array","items":{"type":"object",)"
           R"("required":["purpose","method","url","headers","status","answer","failure","milliseconds"],"properties":)"
           R"({"purpose":{"type":"string"},"method":{"type":"string"},"url":{"type":"string"},"headers":)"
           R"({"type":"object"},"body":{"type":"string"},"bodyBase64":{"type":"string"},"status":{"type":"integer"},)"
           R"("answer":{"type":"string"},"failure":{"type":"string"},"milliseconds":{"type":"integer"}}}},)"
           R"("preview":{"type":"string"},"selectors":{"type":"string"},)"
           R"("verdict":{"type":"string","enum":["delivered","retry","hold","rejected","gone"]},)"
           R"("reason":{"type":"string"},"retryAfterMs":{"type":"integer"},)"
           R"("missing":{"type":"array","items":{"type":"string"}}}})"}};
}

ApiAnswer SinkTestResource::test(const ApiRequest& request) const {
  const auto& sink = request.path.at("name");
  requirePlanned(*daemon_.pipeline.plan(), sink);
  const auto wanted = jsonToText(jsonAt(request.body, "type"));
  const auto type = wanted.empty() ? "PrintDone" : wanted;
  const bool isDryRun = jsonAt(request.body, "dryRun") == "true";
  try {
    return {200, toJson(isDryRun ? rehearse(sink, type) : send(sink, type))};
  } catch (const PluginHangs& hangs) {
    throw ApiProblem(503, hangs.what());
  } catch (const std::runtime_error& error) {
    throw ApiProblem(409, error.what());
  }
}

/// Uses the real sink, with its connections and its token.
TrialReport SinkTestResource::send(const std::string& sink, const std::string& type) const {
  const auto plan = daemon_.pipeline.plan();
  const auto event = trialEvent(*plan, sink, type);
  const auto picture = trialPicture(plan->sinks.at(sink).setup, event, &daemon_.pipeline.snapshots());
  const auto report = std::make_shared<TrialReport>();
  daemon_.pipeline.dispatcher().tryOut(
      sink, [report, event, picture, trace = daemon_.trace.shared_from_this()](
                const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop) {
        *report = tryOut(setup, event, *trace, deadline, stop, picture);
        return report->outcome;
      });
  return *report;
}

/// Uses a new sink with the same configuration, whose requests are recorded and not sent.
TrialReport SinkTestResource::rehearse(const std::string& sink, const std::string& type) const {
  const auto trace = std::make_shared<HttpTrace>();
  const auto recorder = recording(std::make_shared<HttpRecorder>());
  const auto http = [trace, recorder](const Settings& settings) { return trace->wrap(recorder(settings)); };
  return core::rehearse(daemon_.rehearsal(http), sink, type, trace);
}

}  // namespace herald::core
