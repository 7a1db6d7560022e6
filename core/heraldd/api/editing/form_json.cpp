// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/form_json.h"

#include "base/text/json_texts.h"
#include "engine/config_edit/form_rules.h"
#include "herald/json.h"

namespace herald::core {

namespace {

bool isText(std::string_view raw) { return raw.starts_with('"'); }

/// A text, or the words of a list with commas between them.
std::optional<FormValue> formValueOf(std::string_view raw) {
  if (isText(raw)) return FormValue{jsonToText(raw)};
  if (raw.starts_with('{')) {
    return jsonAt(raw, "stored") == "true" ? std::optional(FormValue{.isStored = true}) : std::nullopt;
  }
  if (!raw.starts_with('[')) return std::nullopt;
  std::string words;
  for (const auto word : jsonElements(raw)) {
    if (!isText(word)) return std::nullopt;
    words += (words.empty() ? "" : ", ") + jsonToText(word);
  }
  return FormValue{words};
}

std::string wordsJson(const std::string& text) {
  const Settings settings({{.name = "list", .type = Type::List}}, {{"list", text}});
  return jsonTexts(settings.list("list"));
}

std::string storedJson(const std::string& shown) {
  JsonObject object;
  object.addRaw("stored", "true");
  if (!shown.empty()) object.add("shown", shown);
  return object.text();
}

std::string numberOrNull(int number) { return number > 0 ? std::to_string(number) : "null"; }

}  // namespace

BlockForm blockFormOf(std::string_view body, const std::string& name) {
  BlockForm form{.name = name};
  std::vector<FormFault> faults;
  for (const auto& [key, raw] : jsonMembers(body)) {
    if (key == "name" && isText(raw)) form.name = jsonToText(raw);
    if (key == "original" && isText(raw)) form.original = jsonToText(raw);
    if (key != "values") continue;
    for (const auto& [option, value] : jsonMembers(raw)) {
      if (const auto read = formValueOf(value)) {
        form.values[option] = *read;
      } else {
        faults.push_back({.key = option, .detail = "has to be a text, a list of texts, or {\"stored\": true}"});
      }
    }
  }
  if (!faults.empty()) throw problemOf(faults);
  return form;
}

std::string toJson(const FormValues& values, const std::vector<Option>& options) {
  JsonObject object;
  for (const auto& [key, value] : values) {
    const auto* option = optionOf(options, key);
    if (value.isStored) {
      object.addRaw(key, storedJson(value.shown));
    } else if (option && option->type == Type::List) {
      object.addRaw(key, wordsJson(value.text));
    } else {
      object.add(key, value.text);
    }
  }
  return object.text();
}

std::string toJson(const std::vector<FormFault>& faults) {
  std::string array;
  for (const auto& fault : faults) {
    array += (array.empty() ? "" : ",") + JsonObject()
                                              .add("key", fault.key)
                                              .addRaw("line", numberOrNull(fault.line))
                                              .addRaw("column", numberOrNull(fault.column))
                                              .add("detail", fault.detail)
                                              .text();
  }
  return "[" + array + "]";
}

ApiProblem problemOf(const std::vector<FormFault>& faults) {
  std::vector<ApiProblem::Fault> list;
  list.reserve(faults.size());
  for (const auto& fault : faults) list.push_back({fault.key, fault.detail, fault.line, fault.column});
  const auto& first = faults.front();
  const std::string which = first.key.empty() ? "" : "`" + first.key + "` ";
  return {422, which + first.detail, std::move(list)};
}

Resource::Schemas formSchemas() {
  return {
      {"FormValues",
       R"({"type":"object","description":"By option, or member of a map. A value of a form is what would stand in the )"
       R"(configuration.","additionalProperties":{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}},)"
       R"({"type":"object","required":["stored"],"properties":{"stored":{"const":true},)"
       R"("shown":{"type":"string"}}}]}})"},
      {"Form", R"({"type":"object","required":["values"],"properties":{"name":{"type":"string"},)"
               R"("original":{"anyOf":[{"type":"string"},{"type":"null"}]},"revision":{"anyOf":[{"type":"string"},)"
               R"({"type":"null"}]},"values":{"$ref":"#/components/schemas/FormValues"}}})"},
      {"FormFaults",
       R"({"type":"array","items":{"type":"object","required":["key","line","column","detail"],"properties":{)"
       R"("key":{"type":"string"},"line":{"anyOf":[{"type":"integer"},{"type":"null"}]},)"
       R"("column":{"anyOf":[{"type":"integer"},{"type":"null"}]},"detail":{"type":"string"}}}})"}};
}

}  // namespace herald::core
