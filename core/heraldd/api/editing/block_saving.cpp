// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/block_saving.h"

#include <filesystem>
#include <string>
#include <vector>

#include "base/text/json_texts.h"
#include "herald/json.h"
#include "heraldd/api/editing/form_json.h"

namespace herald::core {

namespace {

/// "conf.d/console.properties".
std::string shortNames(const std::vector<std::filesystem::path>& files) {
  std::string names;
  for (const auto& file : files)
    names += (names.empty() ? "" : ", ") + (file.parent_path().filename() / file.filename()).string();
  return names;
}

std::string sentenceOf(const ConfigProblem& warning) {
  return (warning.key.empty() ? toString(warning.at) : warning.key) + ": " + warning.text;
}

std::string savedJson(const ChangeResult& result, const std::string& undo) {
  JsonObject answer;
  answer.add("saved", result.id.has_value()).addRaw("undo", undo);
  if (result.id) answer.addRaw("reload", reloadJson(result));
  return answer.text();
}

}  // namespace

void answerFaults(const std::string& prefix, const std::function<void()>& change) {
  try {
    change();
  } catch (const BadForm& bad) {
    const bool isAboutAField = !bad.faults().front().key.empty();
    throw isAboutAField ? problemOf(bad.faults()) : ApiProblem(409, bad.what());
  } catch (const BadConfiguration& bad) {
    throw problemOf(faultsOf(bad.problems(), prefix));
  } catch (const NotTakenOver& refusal) {
    throw ApiProblem(409, "Herald did not take over the change, and put back " + shortNames(refusal.putBack()) +
                              ". It runs on as before. " + refusal.what());
  }
}

ApiAnswer savedAnswer(const ChangeResult& result) {
  return {200, savedJson(result, result.id ? jsonQuote(std::to_string(*result.id)) : "null")};
}

ApiAnswer undoneAnswer(const ChangeResult& result) { return {200, savedJson(result, "null")}; }

std::string reloadJson(const ChangeResult& result) {
  std::vector<std::string> warnings;
  for (const auto& warning : result.warnings) warnings.push_back(sentenceOf(warning));
  return JsonObject().add("applied", true).add("detail", "").addRaw("warnings", jsonTexts(warnings)).text();
}

void refuseOthers(const WrittenBlock& block, const std::string& revision) {
  if (!block.isOfConsole) throw ApiProblem(409, toString(block.at) + " has " + block.name + ": take it over first");
  if (!revision.empty() && revision != block.revision())
    throw ApiProblem(409, block.name + " was changed meanwhile, in " + toString(block.at) +
                              ": load it again, then repeat your change");
}

Resource::Schemas savedSchemas() {
  return {
      {"Saved", R"({"type":"object","required":["saved","undo"],"properties":{"saved":{"type":"boolean","description":)"
                R"("false if nothing has changed"},"undo":{"anyOf":[{"type":"string"},{"type":"null"}]},)"
                R"("reload":{"$ref":"#/components/schemas/Reload"}}})"},
      {"Reload",
       R"({"type":"object","required":["applied","detail","warnings"],"properties":{"applied":{"type":"boolean"},)"
       R"("detail":{"type":"string"},"warnings":{"type":"array","items":{"type":"string"}}}})"}};
}

}  // namespace herald::core
