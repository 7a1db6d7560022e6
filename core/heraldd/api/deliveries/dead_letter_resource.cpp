// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_resource.h"

#include "herald/event.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/dead_letter_groups.h"

namespace herald::core {

namespace {

constexpr int kJobBegun = 202;

std::string groupJson(const DeadLetterGroup& group) {
  return JsonObject()
      .add("sink", group.sink)
      .add("status", group.status)
      .add("reason", group.reason)
      .addRaw("count", std::to_string(group.count))
      .add("oldest", toRfc3339(group.first))
      .add("newest", toRfc3339(group.last))
      .addRaw("example", std::to_string(group.example))
      .text();
}

ApiAnswer begun(const JobState& job) {
  return {kJobBegun, JsonObject().add("job", job.id).addRaw("total", std::to_string(job.total)).text()};
}

Operation change(const std::string& name, const std::string& summary, const std::string& schema,
                 std::function<ApiAnswer(const ApiRequest&)> handler) {
  return {.method = "POST",
          .path = "/api/v1/dead/" + name,
          .id = name + "DeadLetters",
          .summary = summary,
          .bodySchema = schema,
          .answerSchema = "JobBegun",
          .answerStatus = kJobBegun,
          .handler = std::move(handler)};
}

}  // namespace

std::vector<Operation> DeadLetterResource::operations() {
  auto filter = deadLetterParameters();
  for (auto& parameter : OutboxPage::parameters()) filter.push_back(std::move(parameter));
  return {{.path = "/api/v1/dead",
           .id = "listDeadLetters",
           .summary = "The dead letters, and how many there are by sink and reason.",
           .query = std::move(filter),
           .answerSchema = "DeadLetterPage",
           .handler = [this](const ApiRequest& request) { return list(request); }},
          change("replay", "Delivers dead letters after all, at the end of their lines.", "DeadLetterReplay",
                 [this](const ApiRequest& request) { return replay(request); }),
          change("purge", "Deletes dead letters.", "DeadLetterPurge",
                 [this](const ApiRequest& request) { return purge(request); })};
}

Resource::Schemas DeadLetterResource::schemas() const {
  Schemas schemas{
      {"DeadLetterGroup",
       R"({"type":"object","required":["sink","status","reason","count","oldest","newest","example"],"properties":{)"
       R"("sink":{"type":"string"},"status":{"type":"integer"},"reason":{"type":"string"},"count":{"type":"integer"},)"
       R"("oldest":{"type":"string","format":"date-time"},"newest":{"type":"string","format":"date-time"},)"
       R"("example":{"type":"integer"}}})"},
      {"DeadLetterPage", R"({"type":"object","required":["deadLetters","groups","next"],"properties":{)"
                         R"("deadLetters":{"type":"array","items":{"$ref":"#/components/schemas/DeadLetter"}},)"
                         R"("groups":{"type":"array","items":{"$ref":"#/components/schemas/DeadLetterGroup"}},)"
                         R"("next":{"type":["integer","null"]}}})"},
      {"DeadLetterSelect", kDeadLetterSelectSchema},
      {"DeadLetterReplay", R"({"type":"object","required":["select"],"properties":{)"
                           R"("select":{"$ref":"#/components/schemas/DeadLetterSelect"},)"
                           R"("as":{"type":"string","enum":["was","today"]}}})"},
      {"DeadLetterPurge", R"({"type":"object","required":["select"],"properties":{)"
                          R"("select":{"$ref":"#/components/schemas/DeadLetterSelect"}}})"},
      {"JobBegun", R"({"type":"object","required":["job","total"],"properties":{"job":{"type":"string"},)"
                   R"("total":{"type":"integer"}}})"}};
  schemas.merge(OutboxPage::schemas());
  return schemas;
}

std::string DeadLetterResource::groupsOf(const DeadLetterSelection& selection) {
  DeadLetterGroups groups;
  DeadLetterParts parts(outbox_.deadLetters(), selection, outbox_.lastSequence());
  while (parts.hasMore()) {
    for (const auto& letter : parts.next()) groups.add(letter);
  }
  std::string list;
  for (const auto& group : groups.groups()) list += (list.empty() ? "" : ",") + groupJson(group);
  return list;
}

ApiAnswer DeadLetterResource::list(const ApiRequest& request) {
  const auto selection = deadLetterSelectionFrom(request);
  work_.requireSink(selection.query.sink);
  const OutboxPage page(request, snapshotOf_);
  std::vector<Delivery> letters;
  DeadLetterParts parts(outbox_.deadLetters(), selection, outbox_.lastSequence(), page.after());
  while (parts.hasMore() && letters.size() <= page.limit()) {
    for (auto& letter : parts.next()) letters.push_back(std::move(letter));
  }
  const bool isWhole = letters.size() <= page.limit();
  if (!isWhole) letters.resize(page.limit());
  return {200, JsonObject()
                   .addRaw("deadLetters", page.dead(letters))
                   .addRaw("groups", "[" + (page.after() == 0 ? groupsOf(selection) : "") + "]")
                   .addRaw("next", isWhole ? "null" : std::to_string(letters.back().sequence))
                   .text()};
}

// An equal request while its job runs is answered with that job: so the body is the key.
ApiAnswer DeadLetterResource::replay(const ApiRequest& request) {
  const auto selection = deadLetterSelectionFrom(jsonAt(request.body, "select"));
  work_.requireSink(selection.query.sink);
  const bool today = jsonToText(jsonAt(request.body, "as")) == "today";
  const auto as = today ? DeadLetterJobs::As::Today : DeadLetterJobs::As::Was;
  return begun(jobs_.start("replay " + request.body, {.what = "replay", .total = work_.count(selection)},
                           work_.replay(selection, as)));
}

ApiAnswer DeadLetterResource::purge(const ApiRequest& request) {
  const auto selection = deadLetterSelectionFrom(jsonAt(request.body, "select"));
  work_.requireSink(selection.query.sink);
  return begun(
      jobs_.start("purge " + request.body, {.what = "purge", .total = work_.count(selection)}, work_.purge(selection)));
}

}  // namespace herald::core
