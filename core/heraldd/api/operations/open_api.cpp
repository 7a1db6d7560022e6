// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/open_api.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>

#include "herald/json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

constexpr const char* kProblemName = "ApiProblem";  // a resource may have a Problem of its own
constexpr const char* kProblemSchema =
    R"({"type":"object","required":["type","title","status","detail"],"properties":{"type":{"type":"string"},)"
    R"("title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"faults":{"type":"array",)"
    R"("items":{"type":"object","required":["at","detail"],"properties":{"at":{"type":"string"},)"
    R"("detail":{"type":"string"},"line":{"type":"integer"},"column":{"type":"integer"}}}}}})";

std::string reference(const std::string& schema) {
  if (schema.empty()) return R"({"type":"object"})";
  return JsonObject().add("$ref", "#/components/schemas/" + schema).text();
}

std::string contentOf(const std::string& type, const std::string& schema) {
  return JsonObject().addRaw(type, JsonObject().addRaw("schema", schema).text()).text();
}

std::string schemaOf(const Operation::Parameter& parameter) {
  JsonObject one;
  switch (parameter.kind) {
    case Kind::Text: one.add("type", "string"); break;
    case Kind::Time: one.add("type", "string").add("format", "date-time"); break;
    case Kind::Integer:
      one.add("type", "integer").add("minimum", parameter.least);
      if (parameter.most != std::numeric_limits<std::int64_t>::max()) one.add("maximum", parameter.most);
      break;
    case Kind::Choice: {
      std::string choices;
      for (const auto& choice : parameter.choices) choices += (choices.empty() ? "" : ",") + jsonQuote(choice);
      one.add("type", "string").addRaw("enum", "[" + choices + "]");
    }
  }
  if (!parameter.isList) return one.text();
  return JsonObject().add("type", "array").addRaw("items", one.text()).text();
}

std::string parameterJson(const std::string& place, const Operation::Parameter& parameter) {
  return JsonObject()
      .add("name", parameter.name)
      .add("in", place)
      .add("required", place == "path")
      .add("description", parameter.description)
      .addRaw("schema", schemaOf(parameter))
      .text();
}

/// First those of the path.
std::string parametersOf(const Operation& operation) {
  std::string list;
  const auto add = [&](const std::string& one) { list += (list.empty() ? "" : ",") + one; };
  for (auto at = operation.path.find('{'); at != std::string::npos; at = operation.path.find('{', at + 1)) {
    const auto end = operation.path.find('}', at);
    add(parameterJson("path", {.name = operation.path.substr(at + 1, end - at - 1)}));
  }
  for (const auto& parameter : operation.query) add(parameterJson("query", parameter));
  return "[" + list + "]";
}

std::string operationJson(const Operation& operation) {
  JsonObject object;
  object.add("operationId", operation.id).add("summary", operation.summary);
  object.addRaw("parameters", parametersOf(operation));
  if (!operation.bodySchema.empty()) {
    object.addRaw("requestBody", JsonObject()
                                     .add("required", true)
                                     .addRaw("content", contentOf("application/json", reference(operation.bodySchema)))
                                     .text());
  }
  JsonObject good;
  good.add("description", "done");
  if (operation.answerStatus != 204) {
    const auto isJson = operation.answerType == "application/json";
    const auto schema = isJson ? reference(operation.answerSchema) : std::string(R"({"type":"string"})");
    good.addRaw("content", contentOf(operation.answerType, schema));
  }
  const auto bad = JsonObject()
                       .add("description", "why it was not done")
                       .addRaw("content", contentOf(ApiProblem::kType, reference(kProblemName)));
  JsonObject responses;
  responses.addRaw(std::to_string(operation.answerStatus), good.text());
  if (operation.work != Operation::Work::None) responses.addRaw("429", bad.text());
  object.addRaw("responses", responses.addRaw("default", bad.text()).text());
  return object.text();
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

std::string openApiOf(const ApiRoutes& routes, const std::string& version) {
  std::map<std::string, JsonObject> paths;
  for (const auto& operation : routes.operations()) {
    paths[operation.path].addRaw(lower(operation.method), operationJson(operation));
  }
  JsonObject all;
  for (const auto& [path, operations] : paths) all.addRaw(path, operations.text());
  JsonObject schemas;
  schemas.addRaw(kProblemName, kProblemSchema);
  for (const auto& [name, schema] : routes.schemas()) schemas.addRaw(name, schema);
  return JsonObject()
      .add("openapi", "3.1.0")
      .addRaw("info", JsonObject().add("title", "Herald").add("version", version).text())
      .addRaw("paths", all.text())
      .addRaw("components", JsonObject().addRaw("schemas", schemas.text()).text())
      .text();
}

}  // namespace herald::core
