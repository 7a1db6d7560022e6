// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/printer_resource.h"

#include <filesystem>
#include <utility>

#include "base/text/json_texts.h"
#include "engine/config/configuration.h"
#include "herald/json.h"
#include "heraldd/admin/source_numbers.h"
#include "heraldd/api/editing/block_saving.h"
#include "heraldd/api/editing/hook_list.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

const std::string kPrinters = "/api/v1/printers", kPrinter = kPrinters + "/{name}";

std::string wordsOf(const std::string& list) {
  if (list.empty()) return "[]";
  const Settings settings({{.name = "list", .type = Type::List}}, {{"list", list}});
  return jsonTexts(settings.list("list"));
}

std::string joinedWords(std::string_view array) {
  std::string list;
  for (const auto word : jsonElements(array)) list += (list.empty() ? "" : ", ") + jsonToText(word);
  return list;
}

std::string printerTitle(const std::string& type) {
  if (type == "octoprint") return "OctoPrint";
  if (type == "moonraker") return "Moonraker";
  return type == "mqtt" ? "MQTT" : "";
}

}  // namespace

std::vector<Operation> PrinterResource::operations() {
  const auto named = [this](const std::string& what,
                            ConfigurationDraft (*make)(const ConfigurationEditor&, const std::string&)) {
    return [this, what, make](const ApiRequest& request) {
      const auto& name = request.path.at("name");
      return apply(name, what + " " + name, [=](const ConfigurationEditor& editor) { return make(editor, name); });
    };
  };
  using Editor = const ConfigurationEditor&;
  using Name = const std::string&;
  return {
      {.path = kPrinters,
       .id = "listPrinters",
       .summary = "The sources, each with its state and the file that has it.",
       .answerSchema = "PrinterList",
       .handler = [this](const ApiRequest&) { return list(); }},
      {.method = "PUT",
       .path = kPrinter,
       .id = "savePrinter",
       .summary = "Saves the name of the device in the events, and the tags.",
       .bodySchema = "PrinterForm",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = [this](const ApiRequest& request) { return save(request); }},
      {.method = "POST",
       .path = kPrinter + "/enable",
       .id = "enablePrinter",
       .summary = "Listens to the source again.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler =
           named("switch on", [](Editor editor, Name name) { return editor.set("source", name, "enabled", "true"); })},
      {.method = "POST",
       .path = kPrinter + "/disable",
       .id = "disablePrinter",
       .summary = "Listens to the source no longer.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = named("switch off",
                        [](Editor editor, Name name) { return editor.set("source", name, "enabled", "false"); })},
      {.method = "POST",
       .path = kPrinter + "/take-over",
       .id = "takeOverPrinter",
       .summary = "Copies the source of another file to that of the console, where it can be changed.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = named("take over", [](Editor editor, Name name) { return editor.takeOver("source", name); })},
      {.method = "DELETE",
       .path = kPrinter,
       .id = "deletePrinter",
       .summary = "Removes the source. If another file has it, it is switched off instead.",
       .answerSchema = "Saved",
       .work = Operation::Work::Change,
       .handler = named("remove", [](Editor editor, Name name) { return editor.remove("source", name); })},
  };
}

ApiAnswer PrinterResource::list() const {
  const auto configuration = readConfiguration(daemon_.editor.file());
  const auto report = daemon_.report();
  const SourceNumbers numbers(report);
  std::string printers;
  for (const auto& block : daemon_.editor.blocks("source")) {
    const auto found = configuration.sources.find(block.name);
    const Block whole = found == configuration.sources.end() ? Block{} : found->second;
    const auto status = report.sources.find(block.name);
    const bool isRunning = status != report.sources.end();
    const std::filesystem::path file(placeOf(block.at));
    JsonObject printer;
    printer.add("name", block.name)
        .add("device", whole.text("name").empty() ? block.name : whole.text("name"))
        .add("type", block.type)
        .add("title", printerTitle(block.type))
        .add("url", addressOf(whole, daemon_.editor.rules().options("source", block.type)))
        .addRaw("tags", wordsOf(whole.text("tags")))
        .add("enabled", isSwitchedOn(whole))
        .add("state", isRunning ? toString(status->second.state) : "")
        .add("problem", isRunning ? problemOf(block.name, status->second) : "")
        .add("owner", block.isOfConsole ? "console" : "file")
        .add("file", block.isOfConsole ? file.lexically_relative(configuration.dataDir).string() : file.string())
        .add("line", block.at.line)
        .add("revision", block.revision());
    numbers.addTo(printer, block.name);
    printers += (printers.empty() ? "" : ",") + printer.text();
  }
  return {200, JsonObject().addRaw("printers", "[" + printers + "]").text()};
}

ApiAnswer PrinterResource::save(const ApiRequest& request) {
  const auto& name = request.path.at("name");
  const auto revision = jsonToText(jsonAt(request.body, "revision"));
  const auto device = jsonToText(jsonAt(request.body, "device"));
  const auto tags = joinedWords(jsonAt(request.body, "tags"));
  return apply(name, "change " + name, [&](const ConfigurationEditor& editor) {
    const auto block = blockOf(name);
    refuseOthers(block, revision);
    BlockForm form{.kind = "source", .name = name, .original = name, .values = block.values()};
    for (const auto& [option, value] : {std::pair("name", device == name ? "" : device), std::pair("tags", tags)}) {
      form.values.erase(option);
      if (!value.empty()) form.values[option] = {value};
    }
    return editor.put(form);
  });
}

ApiAnswer PrinterResource::apply(const std::string& name, const std::string& what,
                                 const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make) {
  ChangeResult result;
  answerFaults("source." + name + ".", [&] {
    result = daemon_.changes.apply(what, [&](const ConfigurationEditor& editor) {
      blockOf(name);
      return make(editor);
    });
  });
  return savedAnswer(result);
}

WrittenBlock PrinterResource::blockOf(const std::string& name) const {
  auto block = daemon_.editor.block("source", name);
  if (!block) throw ApiProblem(404, "there is no printer `" + name + "`");
  return std::move(*block);
}

Resource::Schemas PrinterResource::schemas() const {
  Schemas all = savedSchemas();
  all["PrinterForm"] =
      R"({"type":"object","properties":{"device":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}},)"
      R"("revision":{"anyOf":[{"type":"string"},{"type":"null"}]}}})";
  all["PrinterList"] =
      R"({"type":"object","required":["printers"],"properties":{"printers":{"type":"array","items":{"type":"object",)"
      R"("required":["name","device","type","title","url","tags","enabled","state","problem","owner","file","line",)"
      R"("revision","custody","counters","measures"],"properties":{"name":{"type":"string"},)"
      R"("device":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},"url":{"type":"string"},)"
      R"("tags":{"type":"array","items":{"type":"string"}},)"
      R"("enabled":{"type":"boolean"},"state":{"type":"string"},"problem":{"type":"string"},)"
      R"("owner":{"enum":["console","file"]},"file":{"type":"string"},"line":{"type":"integer"},)"
      R"("revision":{"type":"string"},)" +
      sourceNumbersSchema() + "}}}}}";
  return all;
}

}  // namespace herald::core
