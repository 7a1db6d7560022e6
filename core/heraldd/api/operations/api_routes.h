// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "heraldd/api/operations/operation.h"
#include "heraldd/api/operations/work_slots.h"

namespace herald::core {

/// The operations of all resources, by method and path. Add all resources before the first request; after that every
/// thread may call it.
class ApiRoutes {
 public:
  using Mask = std::function<std::string(std::string_view)>;

  struct Request {
    std::string method{};
    std::string target{};  ///< as sent: still percent-encoded, with the query
    HttpHeaders headers{};
    std::string body{};
    ApiCaller caller{};
  };

  /// `mask` hides the secrets in each answer.
  explicit ApiRoutes(Mask mask = {}) : mask_(std::move(mask)) {}

  /// The resource outlives this. Throws std::logic_error if another one has the same operation, or another schema of
  /// the same name.
  void add(Resource& resource);

  /// Throws nothing. A failure becomes a problem: 400 if a parameter is unknown or has a wrong value, or if the body is
  /// not as its schema says, 403 if this caller may not ask it, 404 or 405 if there is no such operation, 429 if too
  /// much of such work is under way, 500 for any exception except ApiProblem.
  ApiAnswer answer(const Request& request) const;

  /// The operation that answers this; null if there is none.
  const Operation* find(const std::string& method, std::string_view target) const;

  const std::vector<Operation>& operations() const { return operations_; }
  const Resource::Schemas& schemas() const { return schemas_; }

 private:
  ApiAnswer unmasked(const Request& request) const;

  Mask mask_;
  mutable WorkSlots slots_{};
  std::vector<Operation> operations_{};
  Resource::Schemas schemas_{};
};

}  // namespace herald::core
