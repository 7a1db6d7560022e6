// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/api_problem.h"

#include <Poco/Net/HTTPResponse.h>

#include "herald/json.h"

namespace herald::core {

std::string ApiProblem::toJson() const {
  using Poco::Net::HTTPResponse;
  JsonObject object;
  object.add("type", "about:blank")
      .add("title", HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(status_)))
      .add("status", status_)
      .add("detail", detail_);
  std::string faults;
  for (const auto& fault : faults_) {
    JsonObject one;
    one.add("at", fault.at).add("detail", fault.detail);
    if (fault.line > 0) one.add("line", fault.line).add("column", fault.column);
    faults += (faults.empty() ? "" : ",") + one.text();
  }
  if (!faults.empty()) object.addRaw("faults", "[" + faults + "]");
  return object.text();
}

}  // namespace herald::core
