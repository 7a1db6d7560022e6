// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/open_api_resource.h"

#include "heraldd/api/operations/open_api.h"

namespace herald::core {

std::vector<Operation> OpenApiResource::operations() {
  return {{.path = "/api/v1/openapi.json",
           .id = "getOpenApi",
           .summary = "This document.",
           .answerSchema = "OpenApi",
           .handler = [this](const ApiRequest&) {
             return ApiAnswer{200, openApiOf(routes_, version_)};
           }}};
}

Resource::Schemas OpenApiResource::schemas() const {
  return {{"OpenApi",
           R"({"type":"object","required":["openapi","info","paths","components"],"properties":{"openapi":)"
           R"({"type":"string"},"info":{"type":"object"},"paths":{"type":"object"},"components":{"type":"object"}}})"}};
}

}  // namespace herald::core
