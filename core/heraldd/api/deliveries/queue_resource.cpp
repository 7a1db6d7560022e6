// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/queue_resource.h"

#include <vector>

#include "herald/json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

std::string countsJson(const std::string& sink, const OutboxCounts& counts) {
  JsonObject dropped;
  for (const auto& [reason, count] : counts.dropped) dropped.addRaw(reason, std::to_string(count));
  return JsonObject()
      .add("name", sink)
      .addRaw("waiting", std::to_string(counts.waiting))
      .addRaw("bytes", std::to_string(counts.bytes))
      .addRaw("inMemoryOnly", std::to_string(counts.inMemoryOnly))
      .addRaw("deadLetters", std::to_string(counts.deadLetters))
      .addRaw("dropped", dropped.text())
      .text();
}

/// Those of these sequences that wait for the sink.
std::vector<Delivery> withSequences(const Outbox& outbox, const std::string& sink,
                                    const std::vector<std::string>& sequences) {
  std::vector<Delivery> found;
  for (const auto& text : sequences) {
    const auto sequence = std::stoull(text);
    for (auto& delivery : outbox.waiting(sink, sequence - 1, 1)) {
      if (delivery.sequence == sequence) found.push_back(std::move(delivery));
    }
  }
  return found;
}

}  // namespace

std::vector<Operation> QueueResource::operations() {
  auto page = OutboxPage::parameters();
  page.push_back({.name = "sequence", .description = "only these", .kind = Kind::Integer, .isList = true, .least = 1});
  return {{.path = "/api/v1/queue",
           .id = "listQueues",
           .summary = "The sinks that have deliveries or dead letters, with their counts.",
           .answerSchema = "QueueList",
           .handler = [this](const ApiRequest&) { return list(); }},
          {.path = "/api/v1/queue/{name}",
           .id = "showQueue",
           .summary = "What waits for a sink, the oldest first.",
           .query = std::move(page),
           .answerSchema = "QueuePage",
           .handler = [this](const ApiRequest& request) { return show(request); }},
          {.method = "POST",
           .path = "/api/v1/queue/{name}/move",
           .id = "moveQueue",
           .summary = "Gives what waits for a sink to another sink.",
           .bodySchema = "QueueMove",
           .answerSchema = "QueueMoved",
           .handler = [this](const ApiRequest& request) { return move(request); }},
          {.method = "POST",
           .path = "/api/v1/queue/{name}/purge",
           .id = "purgeQueue",
           .summary = "Discards what waits for a sink.",
           .answerSchema = "QueuePurged",
           .handler = [this](const ApiRequest& request) { return purge(request); }}};
}

Resource::Schemas QueueResource::schemas() const {
  auto schemas = OutboxPage::schemas();
  schemas["QueueCounts"] =
      R"({"type":"object","required":["name","waiting","bytes","inMemoryOnly","deadLetters","dropped"],"properties":{)"
      R"("name":{"type":"string"},"waiting":{"type":"integer"},"bytes":{"type":"integer"},)"
      R"("inMemoryOnly":{"type":"integer"},"deadLetters":{"type":"integer"},"dropped":{"type":"object",)"
      R"("additionalProperties":{"type":"integer"}}}})";
  schemas["QueueList"] = R"({"type":"object","required":["queues"],"properties":{"queues":{"type":"array",)"
                         R"("items":{"$ref":"#/components/schemas/QueueCounts"}}}})";
  schemas["QueuePage"] =
      R"({"type":"object","required":["deliveries","next"],"properties":{"deliveries":{"type":"array",)"
      R"("items":{"$ref":"#/components/schemas/WaitingDelivery"}},"next":{"type":["integer","null"]}}})";
  schemas["QueueMove"] = R"({"type":"object","required":["to"],"properties":{"to":{"type":"string","minLength":1}}})";
  schemas["QueueMoved"] = R"({"type":"object","required":["count","left"],"properties":{"count":{"type":"integer"},)"
                          R"("left":{"type":"integer"}}})";
  schemas["QueuePurged"] = R"({"type":"object","required":["count"],"properties":{"count":{"type":"integer"}}})";
  return schemas;
}

ApiAnswer QueueResource::list() const {
  std::string queues;
  for (const auto& sink : daemon_.outbox.sinks()) {
    queues += (queues.empty() ? "" : ",") + countsJson(sink, daemon_.outbox.counts(sink));
  }
  return {200, JsonObject().addRaw("queues", "[" + queues + "]").text()};
}

ApiAnswer QueueResource::show(const ApiRequest& request) const {
  const auto& sink = request.path.at("name");
  sinks_.require(sink);
  const OutboxPage page(request, daemon_.snapshotOf);
  const auto sequences = request.list("sequence");
  const auto deliveries = sequences.empty() ? daemon_.outbox.waiting(sink, page.after(), page.limit())
                                            : withSequences(daemon_.outbox, sink, sequences);
  const bool isWhole = !sequences.empty() || deliveries.size() < page.limit();
  return {200, JsonObject()
                   .addRaw("deliveries", page.waiting(deliveries, daemon_.time.now()))
                   .addRaw("next", isWhole ? "null" : std::to_string(deliveries.back().sequence))
                   .text()};
}

ApiAnswer QueueResource::move(const ApiRequest& request) {
  const auto& from = request.path.at("name");
  const auto to = jsonToText(jsonAt(request.body, "to"));
  sinks_.require(from);
  sinks_.requireConfigured(to);
  if (to == from) throw ApiProblem(422, "`to` has to name another sink");
  const auto count = daemon_.outbox.move(from, to);
  daemon_.wake({to});
  return {200, JsonObject()
                   .addRaw("count", std::to_string(count))
                   .addRaw("left", std::to_string(daemon_.outbox.counts(from).waiting))
                   .text()};
}

ApiAnswer QueueResource::purge(const ApiRequest& request) {
  const auto& sink = request.path.at("name");
  sinks_.require(sink);
  return {200, JsonObject().addRaw("count", std::to_string(daemon_.outbox.purge(sink))).text()};
}

}  // namespace herald::core
