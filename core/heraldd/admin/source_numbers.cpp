// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/source_numbers.h"

#include <string>

namespace herald::core {

namespace {

const std::string kPrefix = "source.";

}  // namespace

std::string toJson(const CustodyCounts& counts) {
  if (!counts.any()) return "null";
  return JsonObject()
      .addRaw("held", std::to_string(counts.held))
      .addRaw("settled", std::to_string(counts.settled))
      .addRaw("givenBack", std::to_string(counts.givenBack))
      .addRaw("movedToOutbox", std::to_string(counts.movedToOutbox))
      .text();
}

SourceNumbers::SourceNumbers(const StatusReport& report) {
  for (const auto& [name, source] : report.sources) sources_[kPrefix + name].custody = source.custody;
  for (const auto& [name, counters] : report.counters) {
    for (const auto& one : counters)
      if (auto* const numbers = find(one.instance)) numbers->counters[name] = one.value;
  }
  for (const auto& [name, measures] : report.measures) {
    for (const auto& one : measures) {
      auto* const numbers = find(one.instance);
      if (!numbers) continue;
      auto& measure = numbers->measures[name];
      ++measure.count;
      measure.sum += one.value;
      if (one.value <= measure.most) continue;
      measure.most = one.value;
      measure.of = one.of;
    }
  }
}

SourceNumbers::Numbers* SourceNumbers::find(const std::string& instance) {
  const auto found = sources_.find(instance);
  return found == sources_.end() ? nullptr : &found->second;
}

void SourceNumbers::addTo(JsonObject& object, const std::string& source) const {
  const auto found = sources_.find(kPrefix + source);
  const Numbers none;
  const auto& numbers = found == sources_.end() ? none : found->second;
  JsonObject counters, measures;
  for (const auto& [name, count] : numbers.counters) counters.addRaw(name, std::to_string(count));
  for (const auto& [name, measure] : numbers.measures) {
    const bool isOneOfMany = measure.count > 1 && !measure.of.empty();
    JsonObject value;
    value.add("sum", measure.sum);
    isOneOfMany ? value.add("most", measure.most) : value.addRaw("most", "null");
    measures.addRaw(name, value.add("of", isOneOfMany ? measure.of : "").text());
  }
  object.addRaw("custody", toJson(numbers.custody))
      .addRaw("counters", counters.text())
      .addRaw("measures", measures.text());
}

const char* const kCustodySchema =
    R"({"type":["object","null"],"required":["held","settled","givenBack","movedToOutbox"],"properties":{)"
    R"("held":{"type":"integer"},"settled":{"type":"integer"},"givenBack":{"type":"integer"},)"
    R"("movedToOutbox":{"type":"integer"}}})";

std::string sourceNumbersSchema() {
  return R"("custody":)" + std::string(kCustodySchema) +
         R"(,"counters":{"type":"object","additionalProperties":{"type":"integer"}},)"
         R"("measures":{"type":"object","additionalProperties":{"type":"object","required":["sum","most","of"],)"
         R"("properties":{"sum":{"type":["number","null"]},"most":{"type":["number","null"]},"of":{"type":"string"}}}})";
}

}  // namespace herald::core
