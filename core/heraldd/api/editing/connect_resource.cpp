// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/connect_resource.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "engine/connect/discovery.h"
#include "engine/connect/printer_address.h"
#include "herald/json.h"
#include "herald/thread.h"
#include "heraldd/api/editing/block_saving.h"
#include "heraldd/api/editing/form_json.h"
#include "heraldd/api/editing/type_resource.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

const std::string kConnect = "/api/v1/printers/connect", kConnection = kConnect + "/{id}";

std::string optionalText(const std::string& body, const std::string& member) {
  const auto raw = jsonAt(body, member);
  return raw.starts_with('"') ? jsonToText(raw) : std::string();
}

ConnectWish connectWishOf(const std::string& body) {
  ConnectWish wish{.url = optionalText(body, "url"),
                   .name = optionalText(body, "name"),
                   .preset = optionalText(body, "preset"),
                   .values = blockFormOf(body).values};
  for (const auto tag : jsonElements(jsonAt(body, "tags"))) wish.tags.push_back(jsonToText(tag));
  return wish;
}

/// 0, which none has, for what is no number.
std::uint64_t connectIdOf(const ApiRequest& request) {
  const auto& text = request.path.at("id");
  std::uint64_t id = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && last == text.data() + text.size() ? id : 0;
}

std::string textOrNull(const std::string& text) { return text.empty() ? "null" : jsonQuote(text); }

}  // namespace

ConnectResource::~ConnectResource() { end(); }

void ConnectResource::end() {
  stop_.request_stop();
  const MutexLock turn(starting_);
  std::map<std::uint64_t, std::shared_ptr<Attempt>> all;
  {
    const MutexLock lock(mutex_);
    all.swap(attempts_);
  }
  for (const auto& [id, attempt] : all) attempt->stop.request_stop();
  for (const auto& [id, attempt] : all) attempt->end();
}

void ConnectResource::Attempt::end() {
  stop.request_stop();
  if (thread.joinable()) thread.join();
}

/// The thread before has come to its end, or it would not wait for an answer.
void ConnectResource::start(const std::shared_ptr<Attempt>& attempt) {
  if (attempt->thread.joinable()) attempt->thread.join();
  attempt->thread = startThread([raw = attempt.get()] { raw->connecting.run(raw->stop.get_token()); });
}

std::vector<Operation> ConnectResource::operations() {
  return {{.method = "POST",
           .path = kConnect,
           .id = "connectPrinter",
           .summary = "Begins to add a printer by its address.",
           .bodySchema = "ConnectWish",
           .answerSchema = "Connect",
           .answerStatus = 202,
           .handler = [this](const ApiRequest& request) { return begin(request); }},
          {.path = "/api/v1/printers/found",
           .id = "discoverPrinters",
           .summary = "What announces itself in the network. It takes a second or two.",
           .answerSchema = "FoundPrinters",
           .work = Operation::Work::Network,
           .handler = [this](const ApiRequest&) { return found(); }},
          {.path = kConnection,
           .id = "getConnect",
           .summary = "How far it is.",
           .answerSchema = "Connect",
           .isUse = false,
           .handler =
               [this](const ApiRequest& request) {
                 const auto id = connectIdOf(request);
                 return ApiAnswer{200, jsonOf(id, find(id)->connecting.view())};
               }},
          {.method = "POST",
           .path = kConnection,
           .id = "answerConnect",
           .summary = "Gives what it needs; then it goes on.",
           .bodySchema = "ConnectWish",
           .answerSchema = "Connect",
           .answerStatus = 202,
           .handler = [this](const ApiRequest& request) { return answer(request); }},
          {.method = "DELETE",
           .path = kConnection,
           .id = "endConnect",
           .summary = "Ends it; nothing is saved.",
           .answerStatus = 204,
           .handler = [this](const ApiRequest& request) { return cancel(request); }}};
}

std::shared_ptr<ConnectResource::Attempt> ConnectResource::find(std::uint64_t id) const {
  const MutexLock lock(mutex_);
  const auto found = attempts_.find(id);
  if (found == attempts_.end()) throw ApiProblem(404, "this is over: begin again");
  return found->second;
}

ApiAnswer ConnectResource::begin(const ApiRequest& request) {
  auto wish = connectWishOf(request.body);
  if (printerUriOf(withScheme(wish.url)).getHost().empty())
    throw problemOf({{.key = "url", .detail = "is no address: write one such as http://octopi.local"}});
  const auto attempt = std::make_shared<Attempt>(std::move(wish), daemon_.tools);
  const MutexLock turn(starting_);
  if (stop_.stop_requested()) throw ApiProblem(503, "Herald stops");
  std::shared_ptr<Attempt> oldest;
  std::uint64_t id = 0;
  {
    const MutexLock lock(mutex_);
    id = ++last_;
    attempts_[id] = attempt;
    if (attempts_.size() > kMost) {
      oldest = attempts_.begin()->second;
      attempts_.erase(attempts_.begin());
    }
  }
  if (oldest) oldest->end();
  start(attempt);
  return {202, jsonOf(id, attempt->connecting.view())};
}

ApiAnswer ConnectResource::found() const {
  const auto discovery = discover(stop_.get_token());
  std::string list;
  for (const auto& [type, title, url] : discovery.found) {
    list += (list.empty() ? "" : ",") + JsonObject()
                                            .add("url", url)
                                            .add("type", type)
                                            .add("title", title)
                                            .addRaw("known", textOrNull(daemon_.tools.known(url)))
                                            .text();
  }
  return {200, JsonObject().addRaw("found", "[" + list + "]").add("looking", false).add("why", discovery.why).text()};
}

ApiAnswer ConnectResource::answer(const ApiRequest& request) {
  const auto id = connectIdOf(request);
  const MutexLock turn(starting_);
  const auto attempt = find(id);
  if (attempt->connecting.view().step != ConnectView::Step::Needs)
    throw ApiProblem(409, "it asks for nothing at the moment");
  attempt->connecting.answer(connectWishOf(request.body));
  start(attempt);
  return {202, jsonOf(id, attempt->connecting.view())};
}

ApiAnswer ConnectResource::cancel(const ApiRequest& request) {
  const auto id = connectIdOf(request);
  find(id)->stop.request_stop();  // whoever has the turn may wait for it
  const MutexLock turn(starting_);
  const auto attempt = find(id);
  {
    const MutexLock lock(mutex_);
    attempts_.erase(id);
  }
  attempt->end();
  return {204, ""};
}

std::string ConnectResource::jsonOf(std::uint64_t id, const ConnectView& view) const {
  std::string fields, presets;
  for (const auto& option : view.fields.empty() ? std::vector<Option>() : daemon_.options(view.type)) {
    if (std::ranges::find(view.fields, option.name) != view.fields.end())
      fields += (fields.empty() ? "" : ",") + optionJson(option);
  }
  for (const auto& preset : view.wantsPreset ? daemon_.presets(view.type) : std::vector<Preset>()) {
    presets += (presets.empty() ? "" : ",") + JsonObject()
                                                  .add("name", preset.name)
                                                  .add("title", preset.title.empty() ? preset.name : preset.title)
                                                  .add("help", preset.about)
                                                  .text();
  }
  JsonObject answer;
  answer.add("id", std::to_string(id))
      .add("state", toString(view.step))
      .addRaw("type", textOrNull(view.type))
      .add("title", view.title)
      .add("url", view.url)
      .add("text", view.text)
      .addRaw("link", textOrNull(view.link))
      .addRaw("secondsLeft", "null")
      .addRaw("fields", "[" + fields + "]")
      .addRaw("presets", "[" + presets + "]")
      .addRaw("errors", toJson(view.faults))
      .addRaw("name", textOrNull(view.name))
      .addRaw("undo", view.saved.id ? jsonQuote(std::to_string(*view.saved.id)) : "null");
  if (view.saved.id) answer.addRaw("reload", reloadJson(view.saved));
  return answer.text();
}

Resource::Schemas ConnectResource::schemas() const {
  const std::string orNull = R"({"anyOf":[{"type":"string"},{"type":"null"}]})";
  Schemas all = formSchemas();
  all.merge(savedSchemas());
  all["ConnectWish"] = R"({"type":"object","properties":{"url":{"type":"string"},"name":)" + orNull +
                       R"(,"tags":{"type":"array","items":{"type":"string"}},"type":)" + orNull + R"(,"preset":)" +
                       orNull + R"(,"values":{"$ref":"#/components/schemas/FormValues"}}})";
  all["FoundPrinters"] =
      R"({"type":"object","required":["found","looking","why"],"properties":{"looking":{"type":"boolean"},)"
      R"("why":{"type":"string"},"found":{"type":"array","items":{"type":"object","required":["url","type","title",)"
      R"("known"],"properties":{"url":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},"known":)" +
      orNull + "}}}}}";
  all["Connect"] =
      R"({"type":"object","required":["id","state","type","title","url","text","link","secondsLeft","fields",)"
      R"("presets","errors","name","undo"],"properties":{"id":{"type":"string"},"state":{"enum":["looking","allow",)"
      R"("needs","saving","done","failed","ended"]},"type":)" +
      orNull + R"(,"title":{"type":"string"},"url":{"type":"string"},"text":{"type":"string"},"link":)" + orNull +
      R"(,"secondsLeft":{"anyOf":[{"type":"integer"},{"type":"null"}]},"fields":{"type":"array","items":{)"
      R"("type":"object"}},"presets":{"type":"array","items":{"type":"object"}},)"
      R"("errors":{"$ref":"#/components/schemas/FormFaults"},"name":)" +
      orNull + R"(,"undo":)" + orNull + R"(,"reload":{"$ref":"#/components/schemas/Reload"}}})";
  return all;
}

}  // namespace herald::core
