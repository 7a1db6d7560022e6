// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/save_resource.h"

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

#include "herald/event.h"
#include "herald/json.h"
#include "heraldd/api/editing/block_saving.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

constexpr std::string_view kSink = "sink.";

/// "slack" for "sink.slack.".
std::string sinkOf(const std::string& prefix) { return prefix.substr(kSink.size(), prefix.size() - kSink.size() - 1); }

std::uint64_t saveIdOf(const std::string& text) {
  std::uint64_t id = 0;
  const auto* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || last != end) throw ApiProblem(404, "there is no such save: `" + text + "`");
  return id;
}

}  // namespace

std::vector<Operation> SaveResource::operations() {
  return {{.path = "/api/v1/saves",
           .id = "listSaves",
           .summary = "The last changes of the configuration, the newest first.",
           .answerSchema = "SaveList",
           .handler = [this](const ApiRequest&) { return list(); }},
          {.method = "POST",
           .path = "/api/v1/saves/{id}/undo",
           .id = "undoSave",
           .summary = "Takes one of these changes back.",
           .answerSchema = "Saved",
           .work = Operation::Work::Change,
           .handler = [this](const ApiRequest& request) { return undo(request.path.at("id")); }}};
}

Resource::Schemas SaveResource::schemas() const {
  auto all = savedSchemas();
  all["SaveList"] =
      R"({"type":"object","required":["saves"],"properties":{"saves":{"type":"array","items":{"type":"object",)"
      R"("required":["id","time","what","undone"],"properties":{"id":{"type":"string"},)"
      R"("time":{"type":"string","format":"date-time"},"what":{"type":"string"},"undone":{"type":"boolean"}}}}}})";
  return all;
}

ApiAnswer SaveResource::list() const {
  std::string saves;
  for (const auto& save : changes_.saves()) {
    saves += (saves.empty() ? "" : ",") + JsonObject()
                                              .add("id", std::to_string(save.id))
                                              .add("time", toRfc3339(save.time))
                                              .add("what", save.what)
                                              .add("undone", save.isUndone)
                                              .text();
  }
  return {200, JsonObject().addRaw("saves", "[" + saves + "]").text()};
}

ApiAnswer SaveResource::undo(const std::string& id) {
  const auto number = saveIdOf(id);
  ConfigurationChanges::Undone undone;
  try {
    answerFaults("", [&] { undone = changes_.undo(number); });
  } catch (const std::out_of_range& none) {
    throw ApiProblem(404, none.what());
  }
  if (const auto& rename = undone.save.rename; rename && rename->from.starts_with(kSink))
    moveQueue_(sinkOf(rename->to), sinkOf(rename->from));
  return undoneAnswer(undone.result);
}

}  // namespace herald::core
