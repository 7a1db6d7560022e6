// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/type_resource.h"

#include "engine/pipeline/option_kinds.h"
#include "herald/json.h"
#include "herald/settings.h"

namespace herald::core {

const char* const kFormOptionSchema =
    R"({"type":"object","required":["name","type","default","range","required","secret","help","choices","common"],)"
    R"("properties":{"name":{"type":"string"},"type":{"type":"string"},"default":{"type":"string"},)"
    R"("range":{"type":"string"},"required":{"type":"boolean"},"secret":{"type":"boolean"},"help":{"type":"string"},)"
    R"("choices":{"type":"array","items":{"type":"string"}},"common":{"type":"boolean"}}})";

namespace {

std::string typeJson(const Library& library, const Library::Offer& offer) {
  std::string options;
  for (const auto& option : allOptions(offer.kind, offer.options)) {
    options += (options.empty() ? "" : ",") + optionJson(option);
  }
  return JsonObject()
      .add("kind", offer.kind)
      .add("type", offer.type)
      .add("summary", offer.summary)
      .add("library", library.file.filename().string())
      .addRaw("options", "[" + options + "]")
      .text();
}

}  // namespace

std::string optionJson(const Option& option) {
  std::string choices;
  for (const auto& choice : option.choices) choices += (choices.empty() ? "" : ",") + jsonQuote(choice);
  const bool isSecret = option.type == Type::Secret;
  return JsonObject()
      .add("name", option.name)
      .add("type", toString(option.type))
      .add("default", isSecret ? std::string() : option.fallback)
      .add("range", rangeOf(option))
      .add("required", option.required)
      .add("secret", isSecret)
      .add("help", option.help)
      .addRaw("choices", "[" + choices + "]")
      .add("common", option.common || option.required)
      .text();
}

std::vector<Operation> TypeResource::operations() {
  return {{.path = "/api/v1/types",
           .id = "listTypes",
           .summary = "The types of sources, transforms and sinks, with all options of each.",
           .query = {{.name = "kind",
                      .description = "only types of this kind",
                      .kind = Operation::Parameter::Kind::Choice,
                      .choices = {"source", "transform", "sink"}}},
           .answerSchema = "Types",
           .handler = [this](const ApiRequest& request) { return list(request.text("kind")); }}};
}

Resource::Schemas TypeResource::schemas() const {
  return {{"FormOption", kFormOptionSchema},
          {"Types",
           R"({"type":"object","required":["types"],"properties":{"types":{"type":"array","items":{"type":"object",)"
           R"("required":["kind","type","summary","library","options"],"properties":{"kind":{"type":"string"},)"
           R"("type":{"type":"string"},"summary":{"type":"string"},"library":{"type":"string"},)"
           R"("options":{"type":"array","items":{"$ref":"#/components/schemas/FormOption"}}}}}}})"}};
}

ApiAnswer TypeResource::list(const std::string& kind) const {
  std::string types;
  for (const auto& library : libraries_()) {
    for (const auto& offer : library.offers) {
      if (kind.empty() || offer.kind == kind) types += (types.empty() ? "" : ",") + typeJson(library, offer);
    }
  }
  return {200, JsonObject().addRaw("types", "[" + types + "]").text()};
}

}  // namespace herald::core
