// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/sink_routes.h"

#include <stdexcept>
#include <utility>
#include <vector>

namespace herald::core {

void addSinkRoutes(AdminRoutes& routes, Dispatcher& dispatcher,
                   std::function<std::string(const std::string& sink, const std::string& event, bool dry)> test) {
  const auto addAction = [&](const std::string& action, bool (Dispatcher::*function)(const std::string&)) {
    routes.add("POST", "/sinks/{name}/" + action, [&dispatcher, function](const AdminRequest& request) {
      if ((dispatcher.*function)(request.name)) return AdminAnswer{};
      std::vector<std::string> names;
      for (const auto& sink : dispatcher.status()) names.push_back(sink.name);
      throw noSuchSink(request.name, names);
    });
  };
  addAction("pause", &Dispatcher::pause);
  addAction("resume", &Dispatcher::resume);
  addAction("drain", &Dispatcher::drain);
  addAction("retry", &Dispatcher::retryNow);
  routes.add("POST", "/sinks/{name}/test", [test = std::move(test)](const AdminRequest& request) {
    const auto event = request.parameter("event");
    try {
      return AdminAnswer{200,
                         test(request.name, event.empty() ? "PrintDone" : event, request.parameter("dry") == "true")};
    } catch (const std::runtime_error& error) {
      throw AdminFailure(409, error.what());
    }
  });
}

}  // namespace herald::core
