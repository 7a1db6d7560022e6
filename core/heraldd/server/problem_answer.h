// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/http_server.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

/// The answer that tells the client of the problem.
ServerAnswer answerWith(const ApiProblem& problem);

/// The problem of a program that did not show `token`, the one of admin.token: 401. If it is empty, no program can.
ApiProblem needsToken(const std::string& token);

}  // namespace herald::core
