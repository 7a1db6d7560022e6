// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/reload_resource.h"

#include <string>

#include "herald/json.h"

namespace herald::core {

std::vector<Operation> ReloadResource::operations() {
  const auto begin = [this](const ApiRequest&) {
    // A reload that has begun may have read the files already, so only the next one counts.
    const auto number = record_.state().begun + 1;
    ask_();
    return ApiAnswer{202, JsonObject().addRaw("number", std::to_string(number)).text()};
  };
  const auto show = [this](const ApiRequest&) {
    const auto state = record_.state();
    return ApiAnswer{200,
                     JsonObject().addRaw("ended", std::to_string(state.ended)).add("refusal", state.refusal).text()};
  };
  return {{.method = "POST",
           .path = "/api/v1/reload",
           .id = "reload",
           .summary = "Reads the configuration again.",
           .answerSchema = "ReloadBegun",
           .answerStatus = 202,
           .handler = begin},
          {.path = "/api/v1/reload",
           .id = "getReload",
           .summary = "The last reload that has ended, and why Herald refused its configuration.",
           .answerSchema = "ReloadEnded",
           .handler = show}};
}

Resource::Schemas ReloadResource::schemas() const {
  return {{"ReloadBegun", R"({"type":"object","required":["number"],"properties":{"number":{"type":"integer"}}})"},
          {"ReloadEnded", R"({"type":"object","required":["ended","refusal"],"properties":{)"
                          R"("ended":{"type":"integer"},"refusal":{"type":"string"}}})"}};
}

}  // namespace herald::core
