// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The description of the API, for programs that make a client from it: GET /api/v1/openapi.json
class OpenApiResource final : public Resource {
 public:
  /// `routes` outlives it, and may get more resources before the first request.
  OpenApiResource(const ApiRoutes& routes, std::string version) : routes_(routes), version_(std::move(version)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  const ApiRoutes& routes_;
  const std::string version_;
};

}  // namespace herald::core
