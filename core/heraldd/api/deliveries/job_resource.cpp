// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/job_resource.h"

#include <string>

#include "herald/json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

std::vector<Operation> JobResource::operations() {
  const auto list = [this](const ApiRequest&) {
    std::string all;
    for (const auto& job : jobs_.all()) all += (all.empty() ? "" : ",") + toJson(job);
    return ApiAnswer{200, JsonObject().addRaw("jobs", "[" + all + "]").text()};
  };
  const auto one = [this](const ApiRequest& request) {
    const auto job = jobs_.find(request.path.at("id"));
    if (!job) throw ApiProblem(404, "there is no such job: Herald forgets old ones, and all when it ends");
    return ApiAnswer{200, toJson(*job)};
  };
  return {{.path = "/api/v1/jobs",
           .id = "listJobs",
           .summary = "The jobs that run, and the last ones that have ended.",
           .answerSchema = "JobList",
           .handler = list},
          {.path = "/api/v1/jobs/{id}",
           .id = "getJob",
           .summary = "How far one job is.",
           .answerSchema = "Job",
           .handler = one}};
}

Resource::Schemas JobResource::schemas() const {
  return {{"Job", kJobSchema},
          {"JobList", R"({"type":"object","required":["jobs"],"properties":{"jobs":{"type":"array",)"
                      R"("items":{"$ref":"#/components/schemas/Job"}}}})"}};
}

}  // namespace herald::core
