// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/preset_resource.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>

#include "engine/config/presets.h"
#include "herald/json.h"
#include "heraldd/api/editing/form_json.h"

namespace herald::core {

namespace {

/// What the preset calls itself, or its name with a capital: "Home Assistant", "Ntfy".
std::string titleOf(const Preset& preset) {
  if (!preset.title.empty()) return preset.title;
  auto title = preset.name;
  std::ranges::replace(title, '_', ' ');
  if (!title.empty()) title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

/// What the preset sets, as in a form.
std::string valuesJson(const Preset& preset, const FormRules& rules, const std::string& kind, const std::string& type) {
  FormValues values;
  for (const auto& [option, entry] : preset.options) {
    if (option != "type") values[option] = {entry.text};
  }
  return toJson(values, rules.options(kind, type));
}

std::string presetJson(const Preset& preset, const FormRules& rules) {
  const auto& kind = preset.kind;
  std::string fields;
  JsonObject needs;
  for (const auto& [option, what] : preset.needs) {
    fields += (fields.empty() ? "" : ",") + jsonQuote(option);
    needs.add(option, what);
  }
  const auto entry = preset.options.find("type");
  const auto type = entry == preset.options.end() ? std::string() : entry->second.text;
  return JsonObject()
      .add("name", preset.name)
      .add("title", titleOf(preset))
      .add("help", preset.about)
      .add("kind", kind)
      .add("type", type)
      .addRaw("fields", "[" + fields + "]")
      .addRaw("needs", needs.text())
      .addRaw("values", valuesJson(preset, rules, kind, type))
      .text();
}

}  // namespace

std::vector<Operation> PresetResource::operations() {
  return {{.path = "/api/v1/presets",
           .id = "listPresets",
           .summary = "The presets for a sink, and what the user of each has to give.",
           .answerSchema = "Presets",
           .handler = [this](const ApiRequest&) { return list(); }}};
}

Resource::Schemas PresetResource::schemas() const {
  auto schemas = formSchemas();
  schemas["Presets"] =
      R"({"type":"object","required":["presets"],"properties":{"presets":{"type":"array","items":{)"
      R"("type":"object","required":["name","title","help","kind","type","fields","needs","values"],"properties":{)"
      R"("name":{"type":"string"},"title":{"type":"string"},"help":{"type":"string"},"kind":{"type":"string"},)"
      R"("type":{"type":"string"},"values":{"$ref":"#/components/schemas/FormValues"},)"
      R"("fields":{"type":"array","items":{"type":"string"}},"needs":{"type":"object",)"
      R"("additionalProperties":{"type":"string"}}}}}}})";
  return schemas;
}

ApiAnswer PresetResource::list() const {
  const Presets presets(folders_);
  std::string all;
  for (const auto& name : presets.names()) {
    std::vector<ConfigProblem> problems;
    try {
      const auto preset = presets.read(name, problems);
      if (!hasErrors(problems)) all += (all.empty() ? "" : ",") + presetJson(preset, rules_);
    } catch (const std::out_of_range&) {  // its file was removed meanwhile
    }
  }
  return {200, JsonObject().addRaw("presets", "[" + all + "]").text()};
}

}  // namespace herald::core
