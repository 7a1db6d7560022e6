// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/problem_answer.h"

namespace herald::core {

ServerAnswer answerWith(const ApiProblem& problem) {
  ServerAnswer answer{
      .status = problem.status(),
      .body = problem.toJson(),
      .headers = {
          {"Content-Type", ApiProblem::kType}, {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
  answer.headers.insert(answer.headers.end(), problem.headers().begin(), problem.headers().end());
  return answer;
}

ApiProblem needsToken(const std::string& token) {
  return ApiProblem(401, token.empty() ? "this port answers only monitors: set admin.token, or use heraldctl"
                                       : "send admin.token: Authorization: Bearer TOKEN")
      .with("WWW-Authenticate", "Bearer");
}

}  // namespace herald::core
