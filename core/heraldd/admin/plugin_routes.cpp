// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/plugin_routes.h"

#include <utility>

#include "herald/json.h"

namespace herald::core {

namespace {

template <typename List, typename ToText>
std::string arrayOf(const List& list, ToText toText) {
  std::string array;
  for (const auto& one : list) array += (array.empty() ? "" : ",") + toText(one);
  return "[" + array + "]";
}

std::string libraryJson(const Library& library) {
  const auto offer = [](const Library::Offer& one) { return jsonQuote(one.kind + " " + one.type); };
  const auto refusal = [](const auto& one) { return jsonQuote(one.second); };
  return JsonObject()
      .add("file", library.file.string())
      .add("hash", library.hash)
      .add("version", library.version)
      .add("builtFor", library.builtFor)
      .add("loaded", library.loaded)
      .add("reason", library.reason)
      .addRaw("offers", arrayOf(library.offers, offer))
      .addRaw("refused", arrayOf(library.refused, refusal))
      .text();
}

}  // namespace

void addPluginRoutes(AdminRoutes& routes, std::function<std::vector<Library>()> libraries) {
  routes.add("GET", "/plugins", [libraries = std::move(libraries)](const AdminRequest&) {
    return AdminAnswer{200, JsonObject().addRaw("libraries", arrayOf(libraries(), libraryJson)).text()};
  });
}

}  // namespace herald::core
