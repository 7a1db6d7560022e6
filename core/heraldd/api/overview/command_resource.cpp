// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/command_resource.h"

#include <vector>

#include "herald/json.h"
#include "heraldd/api/deliveries/known_sinks.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

constexpr int kDone = 204;

ApiAnswer nothing() { return {kDone, ""}; }

std::vector<std::string> namesOf(const Dispatcher& dispatcher) {
  std::vector<std::string> names;
  for (const auto& sink : dispatcher.status()) names.push_back(sink.name);
  return names;
}

}  // namespace

Operation CommandResource::sinkCommand(const std::string& name, const std::string& summary,
                                       bool (Dispatcher::*command)(const std::string&)) const {
  return {.method = "POST",
          .path = "/api/v1/sinks/{name}/" + name,
          .id = name + "Sink",
          .summary = summary,
          .answerStatus = kDone,
          .handler = [this, command](const ApiRequest& request) {
            const auto& sink = request.path.at("name");
            if (!(daemon_.dispatcher.*command)(sink)) throw noSuchSink(sink, namesOf(daemon_.dispatcher));
            return nothing();
          }};
}

std::vector<Operation> CommandResource::operations() {
  return {sinkCommand("pause", "Begins no further attempts; new deliveries wait.", &Dispatcher::pause),
          sinkCommand("resume", "Ends a pause or a drain, and tries immediately.", &Dispatcher::resume),
          sinkCommand("retry", "Tries immediately what waits for a retry or a probe.", &Dispatcher::retryNow),
          sinkCommand("drain", "Delivers what waits now, then pauses the sink.", &Dispatcher::drain),
          {.method = "POST",
           .path = "/api/v1/sources/{name}/retry",
           .id = "retrySource",
           .summary = "Starts a source now that waits for its next start.",
           .answerStatus = kDone,
           .handler =
               [this](const ApiRequest& request) {
                 const auto& source = request.path.at("name");
                 if (!daemon_.retrySource(source)) throw ApiProblem(404, "there is no source " + source);
                 return nothing();
               }},
          {.method = "POST",
           .path = "/api/v1/outbox/acknowledge",
           .id = "acknowledgeDamage",
           .summary = "The operator has seen what the disk lost.",
           .answerSchema = "Acknowledged",
           .handler = [this](const ApiRequest&) {
             return ApiAnswer{200, JsonObject().add("damage", daemon_.acknowledgeDamage()).text()};
           }}};
}

Resource::Schemas CommandResource::schemas() const {
  return {{"Acknowledged", R"({"type":"object","required":["damage"],"properties":{"damage":{"type":"string"}}})"}};
}

}  // namespace herald::core
