// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/api_routes.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>
#include <utility>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/event.h"
#include "herald/json.h"
#include "herald/settings.h"
#include "heraldd/api/operations/api_problem.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;
using Parts = std::vector<std::string_view>;

Parts apiParts(std::string_view path) {
  Parts parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

std::string decoded(std::string_view text) {
  std::string result;
  try {
    Poco::URI::decode(std::string(text), result, false);
  } catch (const Poco::Exception&) {
    throw ApiProblem(400, "the target cannot be read: percent-encode it");
  }
  return result;
}

/// Compares before it decodes, so an encoded slash begins no other part.
bool fits(const std::string& pattern, const Parts& parts, std::map<std::string, std::string>& values) {
  const auto wanted = apiParts(pattern);
  if (wanted.size() != parts.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = wanted[i];
    if (part.starts_with('{')) {
      values[std::string(part.substr(1, part.size() - 2))] = decoded(parts[i]);
    } else if (part != parts[i]) {
      return false;
    }
  }
  return true;
}

bool isInteger(const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && last == end && value >= least && value <= most;
}

/// What is wrong with the value; empty if nothing is.
std::string faultOf(const Operation::Parameter& parameter, const std::string& value) {
  switch (parameter.kind) {
    case Kind::Text: return {};
    case Kind::Integer:
      if (isInteger(value, parameter.least, parameter.most)) return {};
      return "use a whole number from " + std::to_string(parameter.least) + " to " + std::to_string(parameter.most);
    case Kind::Time:
      if (parseRfc3339(value)) return {};
      return "use a time such as 2026-01-31T08:15:30Z";
    case Kind::Choice: {
      const auto& choices = parameter.choices;
      if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
      return "there is no `" + value + "`" + didYouMean(value, choices);
    }
  }
  return {};
}

/// Throws ApiProblem with every fault at once.
void checkQuery(const Operation& operation, const ApiRequest& request) {
  std::vector<ApiProblem::Fault> faults;
  std::vector<std::string> names;
  for (const auto& parameter : operation.query) names.push_back(parameter.name);
  for (const auto& [name, values] : request.query) {
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      faults.push_back({name, "there is no such parameter" + didYouMean(name, names)});
      continue;
    }
    const auto& parameter = operation.query[static_cast<std::size_t>(known - names.begin())];
    if (values.size() > 1 && !parameter.isList) faults.push_back({name, "give it once"});
    for (const auto& value : values) {
      if (auto fault = faultOf(parameter, value); !fault.empty()) faults.push_back({name, std::move(fault)});
    }
  }
  if (!faults.empty()) throw ApiProblem(400, "some parameters are wrong", std::move(faults));
}

/// Throws ApiProblem with every fault at once.
void checkBody(const Operation& operation, const std::string& body, const Resource::Schemas& schemas) {
  if (operation.bodySchema.empty()) return;
  if (const auto error = jsonError(body); !error.empty()) throw ApiProblem(400, "the body is not JSON: " + error);
  auto faults = schemaFaults(body, schemas.at(operation.bodySchema), schemas);
  if (!faults.empty()) throw ApiProblem(422, "some members of the body are wrong", std::move(faults));
}

void checkCaller(const Operation& operation, const ApiCaller& caller) {
  using Way = ApiCaller::Way;
  if (operation.isForSocketAlone && caller.way != Way::Socket) {
    throw ApiProblem(403, "only the user of the daemon may do this, with heraldctl on its machine");
  }
  if (operation.needsSession && caller.way == Way::Stranger) {
    throw ApiProblem(401, "log in: `heraldctl console` prints a link");
  }
}

std::string_view pathIn(std::string_view target) { return target.substr(0, target.find('?')); }

ApiAnswer answerOf(const ApiProblem& problem) {
  return {
      .status = problem.status(), .body = problem.toJson(), .type = ApiProblem::kType, .headers = problem.headers()};
}

}  // namespace

void ApiRoutes::add(Resource& resource) {
  for (auto& operation : resource.operations()) {
    if (std::any_of(operations_.begin(), operations_.end(), [&](const auto& one) {
          return one.id == operation.id || (one.method == operation.method && one.path == operation.path);
        })) {
      throw std::logic_error("two resources have the operation " + operation.id);
    }
    operations_.push_back(std::move(operation));
  }
  for (const auto& [name, schema] : resource.schemas()) {
    const auto known = schemas_.try_emplace(name, schema).first;
    if (known->second != schema) throw std::logic_error("two resources have a schema " + name);
  }
}

ApiAnswer ApiRoutes::answer(const Request& request) const {
  ApiAnswer answer;
  try {
    answer = unmasked(request);
  } catch (const ApiProblem& problem) {
    answer = answerOf(problem);
  } catch (...) {
    answer = answerOf(ApiProblem(500, currentExceptionText()));
  }
  if (mask_) answer.body = mask_(answer.body);
  return answer;
}

ApiAnswer ApiRoutes::unmasked(const Request& request) const {
  const std::string_view target = request.target;
  const auto parts = apiParts(pathIn(target));
  std::string allowed;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const auto& operation : operations_) {
    ApiRequest asked{.headers = request.headers, .body = request.body, .caller = request.caller};
    if (!fits(operation.path, parts, asked.path)) continue;
    if (operation.method != request.method) {
      if (asked.path.size() > fewest) continue;  // "check" is another address than {name}
      if (asked.path.size() < fewest) allowed.clear();
      fewest = asked.path.size();
      allowed += (allowed.empty() ? "" : ", ") + operation.method;
      continue;
    }
    checkCaller(operation, request.caller);
    Poco::URI query;
    query.setRawQuery(std::string(target.substr(std::min(pathIn(target).size() + 1, target.size()))));
    for (auto& [name, value] : query.getQueryParameters()) asked.query[name].push_back(std::move(value));
    checkQuery(operation, asked);
    checkBody(operation, asked.body, schemas_);
    const auto slot = slots_.take(operation.work);
    return operation.handler(asked);
  }
  if (request.caller.way == ApiCaller::Way::Stranger)
    throw ApiProblem(401, "log in: `heraldctl console` prints a link");
  if (allowed.empty()) throw ApiProblem(404, "there is nothing at " + std::string(pathIn(target)));
  throw ApiProblem(405, "this address takes " + allowed + ", not " + request.method).with("Allow", allowed);
}

const Operation* ApiRoutes::find(const std::string& method, std::string_view target) const {
  const auto parts = apiParts(pathIn(target));
  std::map<std::string, std::string> values;
  for (const auto& operation : operations_) {
    if (operation.method == method && fits(operation.path, parts, values)) return &operation;
  }
  return nullptr;
}

}  // namespace herald::core
