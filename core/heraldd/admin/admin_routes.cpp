// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_routes.h"

#include <Poco/StringTokenizer.h>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/json.h"
#include "herald/settings.h"

namespace herald::core {

namespace {

constexpr std::string_view kName = "{name}";

std::vector<std::string> partsOf(const std::string& path) {
  const Poco::StringTokenizer parts(path, "/", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
  return {parts.begin(), parts.end()};
}

/// Puts the part that {name} stands for into `name`.
bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path, std::string& name) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (pattern[i] == kName) {
      name = path[i];
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return true;
}

AdminAnswer failure(int status, const std::string& text) { return {status, JsonObject().add("error", text).text()}; }

}  // namespace

AdminFailure noSuchSink(const std::string& name, const std::vector<std::string>& sinks) {
  return {404, "there is no sink `" + name + "`" + didYouMean(name, sinks)};
}

std::string AdminRequest::parameter(const std::string& key) const {
  const auto found = query.find(key);
  return found == query.end() ? std::string() : found->second;
}

void AdminRoutes::add(const std::string& method, const std::string& pattern, Handler handler) {
  routes_.push_back({method, partsOf(pattern), std::move(handler)});
}

AdminAnswer AdminRoutes::answer(AdminRequest request) const {
  auto answer = unmasked(request);
  if (mask_) answer.body = mask_(answer.body);
  return answer;
}

AdminAnswer AdminRoutes::unmasked(AdminRequest& request) const {
  try {
    return find(request).handler(request);
  } catch (const AdminFailure& refused) {
    return failure(refused.status(), refused.what());
  } catch (...) {
    return failure(500, currentExceptionText());
  }
}

const AdminRoutes::Route& AdminRoutes::find(AdminRequest& request) const {
  const auto path = partsOf(request.path);
  std::string allowed;
  for (const auto& route : routes_) {
    if (!matches(route.parts, path, request.name)) continue;
    if (route.method == request.method) return route;
    allowed = route.method;
  }
  if (allowed.empty()) throw AdminFailure(404, "there is nothing at " + request.path);
  throw AdminFailure(405, request.path + " takes " + allowed + ", not " + request.method);
}

}  // namespace herald::core
