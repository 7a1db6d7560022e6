// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/trial_resource.h"

#include <algorithm>
#include <utility>

#include "base/text/json_texts.h"
#include "engine/delivery_log/log_detail.h"
#include "engine/dispatch/threads/attempt_entry.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/trial/advice.h"
#include "herald/json.h"
#include "heraldd/api/editing/form_json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

/// The name of a hook whose own name cannot be one, so that the rest of its form can be tried.
constexpr const char* kNameless = "unnamed-hook";

/// [{"request"}], without what a recorder answers.
std::string requestsJson(const std::vector<HttpRequest>& requests) {
  std::vector<AttemptExchange> exchanges;
  for (const auto& request : requests) exchanges.push_back({.request = request});
  const auto all = exchangesText(exchanges, {});
  std::string list;
  for (const auto exchange : jsonElements(all)) {
    const auto object = JsonObject()
                            .addRaw("purpose", jsonAt(exchange, "purpose"))
                            .addRaw("request", jsonAt(exchange, "request"))
                            .text();
    list += (list.empty() ? "" : ",") + object;
  }
  return "[" + list + "]";
}

std::string exchangesJson(const TrialReport& report) {
  std::vector<AttemptExchange> exchanges;
  for (const auto& one : report.exchanges) {
    exchanges.push_back({.request = one.request, .response = one.response, .failure = one.failure, .took = one.time});
  }
  return exchangesText(exchangesOf(report.outcome, {}, std::move(exchanges)), {});
}

std::string previewJson(const FormPreview& preview, const std::vector<FormFault>& errors,
                        const std::vector<FormFault>& warnings) {
  return JsonObject()
      .addRaw("errors", toJson(errors))
      .addRaw("warnings", toJson(warnings))
      .addRaw("exchanges", requestsJson(preview.requests))
      .add("preview", preview.text)
      .add("wouldSend", preview.wouldSend && errors.empty())
      .add("why", preview.why)
      .addRaw("mended", jsonTexts(preview.mended))
      .addRaw("missing", jsonTexts(preview.missing))
      .text();
}

std::string testJson(const TrialReport& report) {
  return JsonObject()
      .addRaw("exchanges", exchangesJson(report))
      .add("outcome", toString(report.outcome.verdict))
      .add("status", report.outcome.status)
      .add("reason", report.outcome.reason)
      .add("advice", adviceOn(report))
      .addRaw("missing", jsonTexts(report.outcome.missing))
      .text();
}

Operation trialOperation(const std::string& verb, const std::string& id, const std::string& summary) {
  return {.method = "POST",
          .path = "/api/v1/hooks/" + verb,
          .id = id,
          .summary = summary,
          .bodySchema = "HookTrial",
          .work = Operation::Work::Plan};
}

}  // namespace

std::vector<Operation> TrialResource::operations() {
  auto check = trialOperation("check", "checkHook", "What is wrong with a hook that is not saved, field by field.");
  check.answerSchema = "HookCheck";
  check.handler = [this](const ApiRequest& request) { return this->check(request); };
  auto preview = trialOperation("preview", "previewHook", "What a hook that is not saved would send for an event.");
  preview.answerSchema = "HookPreview";
  preview.handler = [this](const ApiRequest& request) { return this->preview(request); };
  auto test = trialOperation("send-test", "testHook", "Sends an event through a hook that is not saved.");
  test.answerSchema = "HookTest";
  test.work = Operation::Work::Network;
  test.handler = [this](const ApiRequest& request) { return sendTest(request); };
  return {std::move(check), std::move(preview), std::move(test)};
}

Resource::Schemas TrialResource::schemas() const {
  static const std::string kWords = R"({"type":"array","items":{"type":"string"}})";
  static const std::string kFaults = R"("errors":{"$ref":"#/components/schemas/FormFaults"},)"
                                     R"("warnings":{"$ref":"#/components/schemas/FormFaults"})";
  static const std::string kRequest =
      R"("purpose":{"type":"string"},"text":{"type":"string"},)"
      R"("request":{"type":["object","null"],"required":["method","url","headers","body","cut"],)"
      R"("properties":{"method":{"type":"string"},"url":{"type":"string"},"headers":{"type":"array","items":)" +
      std::string(R"({"type":"array","items":{"type":"string"}}},"body":{"type":"string"},"cut":{"type":"boolean"}}})");
  auto schemas = formSchemas();
  schemas["HookTrial"] =
      R"({"type":"object","required":["name","values"],"properties":{"name":{"type":"string"},)"
      R"("original":{"anyOf":[{"type":"string"},{"type":"null"}]},"values":{"$ref":"#/components/schemas/FormValues"},)"
      R"("event":{"anyOf":[{"type":"null"},{"type":"object","properties":{"id":{"type":"string"},)"
      R"("type":{"type":"string"}}}]}}})";
  schemas["HookCheck"] = R"({"type":"object","required":["errors","warnings"],"properties":{)" + kFaults + "}}";
  schemas["HookPreview"] =
      R"({"type":"object","required":["errors","warnings","exchanges","preview","wouldSend","why","mended","missing"],)"
      R"("properties":{)" +
      kFaults + R"(,"exchanges":{"type":"array","items":{"type":"object","required":["request"],"properties":{)" +
      kRequest + R"(}}},"preview":{"type":"string"},"wouldSend":{"type":"boolean"},"why":{"type":"string"},"mended":)" +
      kWords + R"(,"missing":)" + kWords + "}}";
  schemas["HookTest"] =
      R"({"type":"object","required":["exchanges","outcome","status","reason","advice","missing"],"properties":{)"
      R"("exchanges":{"type":"array","items":{"type":"object","required":["request","response","durationSeconds"],)"
      R"("properties":{)" +
      kRequest +
      R"(,"response":{"anyOf":[{"type":"null"},{"type":"object","required":["status","headers","body","cut"]}]},)"
      R"("failure":{"type":"string"},"durationSeconds":{"type":"number"}}}},)"
      R"("outcome":{"type":"string","enum":["delivered","retry","hold","rejected","gone"]},)"
      R"("status":{"type":"integer"},"reason":{"type":"string"},"advice":{"type":"string"},"missing":)" +
      kWords + "}}";
  return schemas;
}

TrialForm TrialResource::formOf(const BlockForm& form) const {
  return {form.name, form.original.value_or(""), draft_(form)};
}

/// Throws BadForm if not even its other fields can be tried.
TrialResource::Reviewed TrialResource::review(BlockForm form) const {
  Reviewed reviewed;
  try {
    reviewed.form = formOf(form);
  } catch (const BadForm& bad) {
    const bool isNameAlone = std::ranges::all_of(bad.faults(), [](const auto& fault) { return fault.key == "name"; });
    if (!isNameAlone || form.name == kNameless) throw;
    reviewed.errors = bad.faults();
    form.name = kNameless;
    reviewed.form = formOf(form);
  }
  const auto problems = trial_.check(reviewed.form);
  for (auto& error : faultsOf(problems, form.prefix())) reviewed.errors.push_back(std::move(error));
  reviewed.warnings = faultsOf(problems, form.prefix(), Severity::Warning);
  return reviewed;
}

TrialWish TrialResource::wishOf(const std::string& body) const {
  TrialWish wish;
  if (const auto id = jsonToText(jsonAt(body, "event.id")); !id.empty()) {
    wish.event = events_.find(id);
    if (!wish.event) throw ApiProblem(404, "Herald no longer keeps the event " + id + ": choose another one");
  }
  if (auto type = jsonToText(jsonAt(body, "event.type")); !type.empty()) wish.type = std::move(type);
  return wish;
}

ApiAnswer TrialResource::check(const ApiRequest& request) {
  Reviewed reviewed;
  try {
    reviewed = review(blockFormOf(request.body));
  } catch (const BadForm& bad) {
    reviewed.errors = bad.faults();
  }
  return {200,
          JsonObject().addRaw("errors", toJson(reviewed.errors)).addRaw("warnings", toJson(reviewed.warnings)).text()};
}

ApiAnswer TrialResource::preview(const ApiRequest& request) {
  const auto wish = wishOf(request.body);
  FormPreview preview;
  try {
    const auto reviewed = review(blockFormOf(request.body));
    try {
      preview = trial_.preview(reviewed.form, wish);
    } catch (const PluginHangs& hangs) {
      throw ApiProblem(503, hangs.what());
    } catch (const std::runtime_error& error) {  // a plugin that cannot say what it would do
      preview.wouldSend = true;
      preview.text = error.what();
    }
    return {200, previewJson(preview, reviewed.errors, reviewed.warnings)};
  } catch (const BadForm& bad) {
    preview.why = "Not sent: the hook has errors.";
    return {200, previewJson(preview, bad.faults(), {})};
  }
}

ApiAnswer TrialResource::sendTest(const ApiRequest& request) {
  const auto wish = wishOf(request.body);
  const auto form = blockFormOf(request.body);
  try {
    return {200, testJson(trial_.send(formOf(form), wish))};
  } catch (const BadForm& bad) {
    throw problemOf(bad.faults());
  } catch (const BadConfiguration& bad) {
    throw problemOf(faultsOf(bad.problems(), form.prefix()));
  } catch (const PluginHangs& hangs) {
    throw ApiProblem(503, hangs.what());
  }
}

}  // namespace herald::core
