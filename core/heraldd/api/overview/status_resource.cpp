// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/status_resource.h"

#include "heraldd/admin/attention.h"
#include "heraldd/admin/source_numbers.h"

namespace herald::core {

namespace {

std::string byName(const std::string& schema) {
  return R"({"type":"object","additionalProperties":{"$ref":"#/components/schemas/)" + schema + R"("}})";
}

constexpr const char* kCounts = R"({"type":"object","additionalProperties":{"type":"integer"}})";

std::string queueProperties() {
  std::string properties = R"("problem":{"type":"string"},"dropped":)" + std::string(kCounts);
  for (const auto* count : {"accepted", "returned", "delivered", "dead", "moved", "waiting", "inMemoryOnly", "bytes",
                            "oldestSeconds", "deadLetters"}) {
    properties += ",\"" + std::string(count) + R"(":{"type":"integer"})";
  }
  return properties;
}

constexpr const char* kQueueMembers =
    R"("problem","accepted","returned","delivered","dead","moved","dropped","waiting","inMemoryOnly","bytes",)"
    R"("oldestSeconds","deadLetters")";

std::string sinkSchema() {
  return R"({"type":"object","required":["state","reason","connection","selectors","draining","drainLeft","inFlight",)"
         R"("failedAttempts","retried","missing","attemptSeconds","deliverySeconds",)" +
         std::string(kQueueMembers) +
         R"(],"properties":{"state":{"type":"string"},"reason":{"type":"string"},"connection":{"type":"string"},)"
         R"("selectors":{"type":"array","items":{"type":"string"}},"draining":{"type":"boolean"},)"
         R"("drainLeft":{"type":"integer"},"inFlight":{"type":"integer"},"failedAttempts":{"type":"integer"},)"
         R"("retried":{"type":"integer"},"missing":)" +
         kCounts +
         R"(,"attemptSeconds":{"$ref":"#/components/schemas/StatusTimes"},)"
         R"("deliverySeconds":{"$ref":"#/components/schemas/StatusTimes"},)"
         R"("since":{"type":"string","format":"date-time"},"lastSuccess":{"type":"string","format":"date-time"},)"
         R"("nextAttemptSeconds":{"type":"integer"},)" +
         queueProperties() + "}}";
}

std::string sourceSchema() {
  return R"({"type":"object","required":["state","detail","restarts","tags","problem","custody","counters",)"
         R"("measures"],"properties":{"state":{"type":"string"},"detail":{"type":"string"},)"
         R"("restarts":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}},)"
         R"("problem":{"type":"string"},"custody":)" +
         std::string(kCustodySchema) + R"(,"counters":)" + kCounts +
         R"(,"measures":{"type":"object","additionalProperties":{"type":"object",)"
         R"("additionalProperties":{"type":"number"}}}}})";
}

std::string statusSchema() {
  return R"({"type":"object","required":["version","config","consoleFiles","variables","runningSeconds","accepted",)"
         R"("reloads","refusal","sources","printers","sinks","timers","snapshots","orphans","outbox","log","problems",)"
         R"("attention"],"properties":{"version":{"type":"string"},"config":{"type":"string"},)"
         R"("consoleFiles":{"type":"array","items":{"type":"string"}},)"
         R"("variables":{"type":"array","items":{"type":"string"}},"runningSeconds":{"type":"integer"},)"
         R"("accepted":{"type":"integer"},"reloads":{"type":"integer"},"refusal":{"type":"string"},"sources":)" +
         byName("StatusSource") + R"(,"printers":)" + byName("StatusPrinter") + R"(,"sinks":)" + byName("StatusSink") +
         R"(,"timers":{"type":"object","additionalProperties":{"type":"object","required":["waiting","nextSeconds"]}},)"
         R"("snapshots":{"type":"object","required":["kept","bytes","dropped","cameras"]},"orphans":)" +
         byName("StatusQueue") +
         R"(,"outbox":{"type":"object","required":["durable","problem","damage"]},)"
         R"("log":{"type":"object","required":["lost","problem"]},)"
         R"("problems":{"type":"array","items":{"type":"string"}},)"
         R"("attention":{"type":"array","items":{"$ref":"#/components/schemas/Problem"}}}})";
}

}  // namespace

std::vector<Operation> StatusResource::operations() {
  return {{.path = "/api/v1/status",
           .id = "getStatus",
           .summary = "Everything about sources, printers and sinks.",
           .answerSchema = "Status",
           .handler = [this](const ApiRequest&) {
             return ApiAnswer{200, toJson(report_())};
           }}};
}

Resource::Schemas StatusResource::schemas() const {
  return {{"Status", statusSchema()},
          {"StatusSink", sinkSchema()},
          {"StatusQueue", R"({"type":"object","required":[)" + std::string(kQueueMembers) + R"(],"properties":{)" +
                              queueProperties() + "}}"},
          {"StatusSource", sourceSchema()},
          {"StatusPrinter",
           R"({"type":"object","required":["source","sourceState","state","printing","file","percent","secondsLeft",)"
           R"("lastEvent","lastEventTime","lastEventSeconds","tags"],"properties":{"source":{"type":"string"},)"
           R"("sourceState":{"type":"string"},"state":{"type":"string"},"printing":{"type":"boolean"},)"
           R"("file":{"type":"string"},"percent":{"type":["number","null"]},"secondsLeft":{"type":["integer","null"]},)"
           R"("lastEvent":{"type":"string"},"lastEventTime":{"type":"string"},)"
           R"("lastEventSeconds":{"type":["integer","null"]},"tags":{"type":"array","items":{"type":"string"}}}})"},
          {"StatusTimes",
           R"({"type":"object","required":["count","mean","p50","p95"],"properties":{"count":{"type":"integer"},)"
           R"("mean":{"type":["number","null"]},"p50":{"type":["number","null"]},"p95":{"type":["number","null"]}}})"},
          {"Problem", kAttentionSchema}};
}

}  // namespace herald::core
