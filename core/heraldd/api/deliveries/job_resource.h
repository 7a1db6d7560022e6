// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "heraldd/api/deliveries/jobs.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The jobs, for a client that does not listen to the live events:
///
///   GET /api/v1/jobs        {"jobs": [Job]}, in the order of their begin
///   GET /api/v1/jobs/{id}   one of them
class JobResource final : public Resource {
 public:
  explicit JobResource(const Jobs& jobs) : jobs_(jobs) {}  ///< `jobs` outlives it

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  const Jobs& jobs_;
};

}  // namespace herald::core
