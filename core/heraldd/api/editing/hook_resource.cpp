// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/hook_resource.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/files/read_file.h"
#include "base/text/json_texts.h"
#include "engine/config_edit/preset_export.h"
#include "engine/config_edit/unified_diff.h"
#include "herald/json.h"
#include "heraldd/api/editing/block_saving.h"
#include "heraldd/api/editing/form_json.h"

namespace herald::core {

namespace {

const std::string kHooks = "/api/v1/hooks", kHook = kHooks + "/{name}";

JsonObject hookJson(const HookFacts& hook, const std::map<std::string, std::string>& states) {
  const auto& block = hook.block;
  const auto state = states.find(block.name);
  JsonObject object;
  object.add("name", block.name)
      .add("type", block.type)
      .add("preset", block.preset)
      .add("title", hook.title)
      .add("enabled", hook.isEnabled)
      .addRaw("events", jsonTexts(hook.events))
      .add("state", state == states.end() ? "" : state->second)
      .add("address", hook.address)
      .add("owner", block.isOfConsole ? "console" : "file")
      .add("file", hook.file)
      .add("line", block.at.line);
  return object;
}

std::string textNow(const std::filesystem::path& path) {
  try {
    return readText(path, std::size_t{4} << 20);
  } catch (const std::system_error&) {
    return {};  // a new file
  }
}

/// What a draft changes in the files of the console. A file with a secret is not in it.
std::string diffOf(const ConfigurationDraft& draft, const std::filesystem::path& dataDir) {
  std::string diff;
  for (const auto& [path, text] : draft.files) {
    if (path.extension() != ".properties") continue;
    diff += unifiedDiff(textNow(path), text.value_or(""), path.lexically_relative(dataDir).string());
  }
  return diff;
}

ApiProblem noHook(const std::string& name) { return {404, "there is no hook `" + name + "`"}; }

std::string whatOf(const BlockForm& form) {
  if (!form.original) return "add " + form.name;
  return *form.original == form.name ? "change " + form.name : "rename " + *form.original + " to " + form.name;
}

}  // namespace

std::vector<Operation> HookResource::operations() {
  auto all = readings();
  for (auto& operation : changes()) all.push_back(std::move(operation));
  return all;
}

std::vector<Operation> HookResource::readings() {
  return {{.path = kHooks,
           .id = "listHooks",
           .summary = "The hooks, each with its state and the file that has it.",
           .answerSchema = "HookList",
           .handler = [this](const ApiRequest&) { return list(); }},
          {.path = kHook,
           .id = "getHook",
           .summary = "One hook with the values of its form, without secrets.",
           .answerSchema = "HookForm",
           .handler = [this](const ApiRequest& request) { return one(request.path.at("name")); }},
          {.path = kHook + "/preset",
           .id = "exportHook",
           .summary = "The hook as a preset: a file for the folder `presets`, without secrets.",
           .answerType = "text/plain",
           .handler = [this](const ApiRequest& request) { return preset(request.path.at("name")); }}};
}

std::vector<Operation> HookResource::changes() {
  const auto switched = [this](const std::string& word, const std::string& value) {
    return [this, word, value](const ApiRequest& request) {
      const auto& name = request.path.at("name");
      return apply(name, "switch " + word + " " + name,
                   [=](const auto& editor) { return editor.set("sink", name, "enabled", value); });
    };
  };
  return {
      {.method = "POST",
       .path = kHooks + "/diff",
       .id = "diffHook",
       .summary = "What saving this form would change in the file; nothing is written.",
       .bodySchema = "Form",
       .answerSchema = "HookDiff",
       .work = Operation::Work::Plan,
       .handler = [this](const ApiRequest& request) { return diff(request); }},
      {.method = "PUT",
       .path = kHook,
       .id = "saveHook",
       .summary = "Saves a form, and takes it over. `original` is the name so far; null for a new hook.",
       .bodySchema = "Form",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = [this](const ApiRequest& request) { return save(request); }},
      {.method = "POST",
       .path = kHook + "/enable",
       .id = "enableHook",
       .summary = "Switches the hook on.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = switched("on", "true")},
      {.method = "POST",
       .path = kHook + "/disable",
       .id = "disableHook",
       .summary = "Switches the hook off: it gets no new events. What waits is delivered.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = switched("off", "false")},
      {.method = "POST",
       .path = kHook + "/take-over",
       .id = "takeOverHook",
       .summary = "Copies the hook of another file to that of the console, where it can be changed.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler =
           [this](const ApiRequest& request) {
             const auto& name = request.path.at("name");
             return apply(name, "take over " + name, [=](const auto& editor) { return editor.takeOver("sink", name); });
           }},
      {.method = "DELETE",
       .path = kHook,
       .id = "deleteHook",
       .summary = "Deletes the hook. If another file has it, it is switched off instead.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler =
           [this](const ApiRequest& request) {
             const auto& name = request.path.at("name");
             return apply(name, "delete " + name, [=](const auto& editor) { return editor.remove("sink", name); });
           }},
  };
}

ApiAnswer HookResource::list() const {
  const auto states = daemon_.states();
  std::string hooks;
  for (const auto& hook : list_.all()) hooks += (hooks.empty() ? "" : ",") + hookJson(hook, states).text();
  return {200, JsonObject().addRaw("hooks", "[" + hooks + "]").text()};
}

ApiAnswer HookResource::one(const std::string& name) const {
  const auto all = list_.all();
  const auto hook = std::ranges::find_if(all, [&](const HookFacts& each) { return each.block.name == name; });
  if (hook == all.end()) throw noHook(name);
  auto object = hookJson(*hook, daemon_.states());
  object.addRaw("values", toJson(hook->block.values(), daemon_.editor.rules().options("sink", hook->block.type)))
      .add("revision", hook->block.revision());
  return {200, object.text()};
}

ApiAnswer HookResource::preset(const std::string& name) const {
  const auto block = blockOf(name);
  return {200, presetText(block, daemon_.editor.file(), daemon_.editor.rules()), "text/plain"};
}

ApiAnswer HookResource::diff(const ApiRequest& request) const {
  const auto form = blockFormOf(request.body);
  std::string changes;
  std::vector<FormFault> faults;
  try {
    const auto draft = daemon_.editor.put(form);
    changes = diffOf(draft, daemon_.editor.dataDir());
    daemon_.changes.check(draft);
  } catch (const BadForm& bad) {
    faults = bad.faults();
  } catch (const BadConfiguration& bad) {
    faults = faultsOf(bad.problems(), form.prefix());
  }
  return {200, JsonObject()
                   .add("file", std::string("conf.d/") + kConsoleFile)
                   .add("diff", changes)
                   .addRaw("errors", toJson(faults))
                   .text()};
}

ApiAnswer HookResource::save(const ApiRequest& request) {
  const auto& name = request.path.at("name");
  const auto form = blockFormOf(request.body, name);
  if (form.name != name)
    throw ApiProblem(400, "the name in the body is `" + form.name + "`: it has to be that of the address");
  const auto revision = jsonToText(jsonAt(request.body, "revision"));
  ChangeResult result;
  answerFaults(form.prefix(), [&] {
    result = daemon_.changes.apply(whatOf(form), [&](const ConfigurationEditor& editor) {
      if (form.original) refuseOthers(blockOf(*form.original), revision);
      return editor.put(form);
    });
  });
  if (result.id && form.original && *form.original != name) daemon_.moveQueue(*form.original, name);
  return savedAnswer(result);
}

ApiAnswer HookResource::apply(const std::string& name, const std::string& what,
                              const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make) {
  ChangeResult result;
  answerFaults("sink." + name + ".", [&] {
    result = daemon_.changes.apply(what, [&](const ConfigurationEditor& editor) {
      blockOf(name);
      return make(editor);
    });
  });
  return savedAnswer(result);
}

WrittenBlock HookResource::blockOf(const std::string& name) const {
  auto block = daemon_.editor.block("sink", name);
  if (!block) throw noHook(name);
  return std::move(*block);
}

Resource::Schemas HookResource::schemas() const {
  const std::string facts =
      R"("name":{"type":"string"},"type":{"type":"string"},"preset":{"type":"string"},"title":{"type":"string"},)"
      R"("enabled":{"type":"boolean"},"events":{"type":"array","items":{"type":"string"}},"state":{"type":"string"},)"
      R"("address":{"type":"string"},"owner":{"enum":["console","file"]},"file":{"type":"string"},)"
      R"("line":{"type":"integer"})";
  const std::string names =
      R"("name","type","preset","title","enabled","events","state","address","owner","file","line")";
  Schemas all = formSchemas();
  all.merge(savedSchemas());
  all["Hook"] = R"({"type":"object","required":[)" + names + R"(],"properties":{)" + facts + "}}";
  all["HookForm"] = R"({"type":"object","required":[)" + names + R"(,"values","revision"],"properties":{)" + facts +
                    R"(,"values":{"$ref":"#/components/schemas/FormValues"},"revision":{"type":"string"}}})";
  all["HookList"] = R"({"type":"object","required":["hooks"],"properties":{"hooks":{"type":"array","items":{)"
                    R"("$ref":"#/components/schemas/Hook"}}}})";
  all["HookDiff"] = R"({"type":"object","required":["file","diff","errors"],"properties":{"file":{"type":"string"},)"
                    R"("diff":{"type":"string"},"errors":{"$ref":"#/components/schemas/FormFaults"}}})";
  return all;
}

}  // namespace herald::core
