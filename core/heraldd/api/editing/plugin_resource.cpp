// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/plugin_resource.h"

#include <string>

#include "herald/json.h"

namespace herald::core {

namespace {

template <typename List, typename ToText>
std::string listJson(const List& list, ToText toText) {
  std::string array;
  for (const auto& one : list) array += (array.empty() ? "" : ",") + toText(one);
  return "[" + array + "]";
}

std::string offerJson(const Library::Offer& offer) {
  return JsonObject().add("kind", offer.kind).add("type", offer.type).add("summary", offer.summary).text();
}

std::string pluginFileJson(const Library& library) {
  const auto refusal = [](const auto& one) { return jsonQuote(one.second); };
  return JsonObject()
      .add("file", library.file.string())
      .add("hash", library.hash)
      .add("version", library.version)
      .add("builtFor", library.builtFor)
      .add("loaded", library.loaded)
      .add("warning", library.warning)
      .add("reason", library.reason)
      .addRaw("offers", listJson(library.offers, offerJson))
      .addRaw("refused", listJson(library.refused, refusal))
      .text();
}

}  // namespace

std::vector<Operation> PluginResource::operations() {
  return {{.path = "/api/v1/plugins",
           .id = "listPlugins",
           .summary = "The plugin files, what they offer, and why some were refused.",
           .answerSchema = "PluginList",
           .handler = [this](const ApiRequest&) {
             return ApiAnswer{200, JsonObject().addRaw("libraries", listJson(libraries_(), pluginFileJson)).text()};
           }}};
}

Resource::Schemas PluginResource::schemas() const {
  return {{"PluginList",
           R"({"type":"object","required":["libraries"],"properties":{"libraries":{"type":"array","items":{)"
           R"("type":"object","required":["file","hash","version","builtFor","loaded","warning","reason",)"
           R"("offers","refused"],)"
           R"("properties":{"file":{"type":"string"},"hash":{"type":"string"},"version":{"type":"string"},)"
           R"("builtFor":{"type":"string"},)"
           R"("loaded":{"type":"boolean"},"warning":{"type":"string"},"reason":{"type":"string"},)"
           R"("offers":{"type":"array","items":{"type":"object","required":["kind","type","summary"],"properties":{)"
           R"("kind":{"type":"string"},"type":{"type":"string"},"summary":{"type":"string"}}}},)"
           R"("refused":{"type":"array","items":{"type":"string"}}}}}}})"}};
}

}  // namespace herald::core
