// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config_edit/block_form.h"
#include "herald/settings.h"
#include "heraldd/api/operations/api_problem.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Forms as JSON: {"name": "slack", "original": null, "values": {"url": {"stored": true, "shown": "https://host/***"},
/// "events": ["PrintDone"], "message.PrintDone": "…"}}. Every thread may call these functions.

/// Reads such an object; other members do not count. `name` counts if the body has none. Throws ApiProblem 422 if it is
/// another shape.
BlockForm blockFormOf(std::string_view body, const std::string& name = {});

/// `options` say which values are lists.
std::string toJson(const FormValues& values, const std::vector<Option>& options);

/// [{"key": "url", "line": null, "column": null, "detail": "…"}]
std::string toJson(const std::vector<FormFault>& faults);

/// 422 with these faults.
ApiProblem problemOf(const std::vector<FormFault>& faults);

/// The schemas FormValues, Form and FormFaults.
Resource::Schemas formSchemas();

}  // namespace herald::core
