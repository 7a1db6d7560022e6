// SPDX-License-Identifier: Apache-2.0
#include "event_service.h"

#include <utility>
#include <vector>

#include "content_coding.h"
#include "event_body.h"
#include "herald/json.h"

namespace herald::http_source {
namespace {

constexpr const char* kJson = "application/json";

std::string idsAnswer(const std::vector<std::string>& ids) {
  std::string list;
  for (const auto& id : ids) list += (list.empty() ? "" : ",") + jsonQuote(id);
  return JsonObject().addRaw("ids", "[" + list + "]").text();
}

}  // namespace

std::optional<ServerAnswer> EventService::refusal(const ServerRequest& head) {
  try {
    access_.check(head);
    formatOf(head.headers);
    codingsOf(head.headers);
    return std::nullopt;
  } catch (const HttpError& error) {
    return rejected(head, error);
  }
}

ServerAnswer EventService::answer(ServerRequest request) {
  try {
    const auto body = decoded(std::move(request.body), codingsOf(request.headers), mostBytes_);
    const auto ids = intake_.accept(readEvents(formatOf(request.headers), request.headers, body));
    return {.status = 202, .body = idsAnswer(ids), .headers = {{"Content-Type", kJson}}, .isLast = isStopping()};
  } catch (const HttpError& error) {
    return rejected(request, error);
  }
}

ServerAnswer EventService::rejected(const ServerRequest& request, const HttpError& error) const {
  feed_.log(error.status() == 401 ? Level::Warning : Level::Debug,
            "rejected a request of " + request.peer + ": " + error.what());
  ServerAnswer answer{.status = error.status(),
                      .body = JsonObject().add("error", error.what()).text(),
                      .headers = error.fields(),
                      .isLast = isStopping()};
  answer.headers.emplace_back("Content-Type", kJson);
  return answer;
}

}  // namespace herald::http_source
