// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heraldd/api/operations/api_problem.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What is wrong with a JSON document by a schema: each fault with its place, such as "values.url". Empty if nothing
/// is.
///
/// It knows the part of JSON Schema 2020-12 that the API uses: type, const, enum, required, properties,
/// additionalProperties, items, minItems, maxItems, minLength, maxLength, minimum, maximum, anyOf, oneOf (as anyOf),
/// and a $ref to `schemas`. It ignores other keywords. An integer has to fit into 64 bits. Every thread may call it.
std::vector<ApiProblem::Fault> schemaFaults(std::string_view json, std::string_view schema,
                                            const Resource::Schemas& schemas);

}  // namespace herald::core
