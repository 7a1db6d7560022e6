// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/delivery_resource.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "heraldd/api/deliveries/log_json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

constexpr std::int64_t kUsualPage = 100;
constexpr std::size_t kMostSteps = 100;       // that are shown of a delivery
constexpr std::size_t kDeadLetterPage = 500;  // that are looked at together

}  // namespace

std::vector<Operation> DeliveryResource::operations() {
  auto pages = logFilterParameters();
  pages.push_back({.name = "after", .description = "`next` of the page before", .kind = Kind::Integer, .least = 1});
  pages.push_back({.name = "limit",
                   .description = "the most deliveries; 100 by default",
                   .kind = Kind::Integer,
                   .least = 1,
                   .most = static_cast<std::int64_t>(kMostLogPage)});
  return {{.path = "/api/v1/deliveries",
           .id = "listDeliveries",
           .summary = "What became of each delivery, the newest first.",
           .query = std::move(pages),
           .answerSchema = "DeliveryPage",
           .handler = [this](const ApiRequest& request) { return page(request); }},
          {.path = "/api/v1/deliveries/{id}",
           .id = "showDelivery",
           .summary = "A delivery with its event and its attempts.",
           .answerSchema = "DeliveryWithAttempts",
           .handler = [this](const ApiRequest& request) { return one(request); }},
          {.method = "POST",
           .path = "/api/v1/deliveries/{id}/resend",
           .id = "resendDelivery",
           .summary = "Sends the event again to the same sink.",
           .answerSchema = "Resent",
           .answerStatus = 202,
           .handler = [this](const ApiRequest& request) { return resend(request); }},
          {.method = "POST",
           .path = "/api/v1/deliveries/{id}/drop",
           .id = "dropDelivery",
           .summary = "Ends a delivery that waits, or a dead letter.",
           .answerStatus = 204,
           .handler = [this](const ApiRequest& request) { return drop(request); }}};
}

Resource::Schemas DeliveryResource::schemas() const {
  return {{"Delivery", kDeliverySchema},
          {"Attempt", kAttemptSchema},
          {"DeliveryPage",
           R"({"type":"object","required":["deliveries","next"],"properties":{"deliveries":{"type":"array",)"
           R"("items":{"$ref":"#/components/schemas/Delivery"}},"next":{"type":["integer","null"]}}})"},
          {"DeliveryWithAttempts",
           R"({"allOf":[{"$ref":"#/components/schemas/Delivery"}],"type":"object","required":["event","attempts"],)"
           R"("properties":{"event":{"type":["object","null"]},"attempts":{"type":"array",)"
           R"("items":{"$ref":"#/components/schemas/Attempt"}}}})"},
          {"Resent", R"({"type":"object","required":["sequence"],"properties":{"sequence":{"type":"integer"}}})"}};
}

DeliveryResource::Name DeliveryResource::nameFrom(const ApiRequest& request) {
  const auto& id = request.path.at("id");
  auto parts = fromDeliveryId(id);
  if (!parts) throw ApiProblem(404, "there is no delivery " + id + ": an id is SINK:EVENT");
  return {std::move(parts->first), std::move(parts->second)};
}

ApiAnswer DeliveryResource::page(const ApiRequest& request) {
  LogQuery query{.filter = logFilterFrom(request), .isLatest = true};
  query.before = static_cast<std::uint64_t>(request.integer("after", static_cast<std::int64_t>(query.before)));
  query.limit = static_cast<std::size_t>(request.integer("limit", kUsualPage));
  const auto page = daemon_.log.find(query);
  std::string deliveries;
  for (const auto& entry : page.entries) deliveries += (deliveries.empty() ? "" : ",") + deliveryJson(entry);
  return {200, JsonObject()
                   .addRaw("deliveries", "[" + deliveries + "]")
                   .addRaw("next", page.next ? std::to_string(*page.next) : "null")
                   .text()};
}

ApiAnswer DeliveryResource::one(const ApiRequest& request) {
  const auto name = nameFrom(request);
  auto steps = daemon_.log.find({.filter = {.sinks = {name.sink}, .event = name.event}, .limit = kMostSteps}).entries;
  if (steps.empty()) throw ApiProblem(404, "the delivery log has no " + request.path.at("id") + " any longer");
  std::string attempts;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    attempts += (attempts.empty() ? "" : ",") + attemptJson(*step, daemon_.log.exchanges(step->sequence));
  }
  auto text = jsonWith(deliveryJson(steps.front()), "attempts", "[" + attempts + "]");
  const auto event = daemon_.log.event(name.event);
  return {200, jsonWith(text, "event", event.empty() ? "null" : event)};
}

ApiAnswer DeliveryResource::resend(const ApiRequest& request) {
  const auto name = nameFrom(request);
  const auto sinks = daemon_.dispatcher.status();
  if (std::none_of(sinks.begin(), sinks.end(), [&](const auto& sink) { return sink.name == name.sink; })) {
    throw ApiProblem(409, "there is no sink " + name.sink + " any longer");
  }
  return {202, JsonObject().add("sequence", static_cast<std::int64_t>(sendAgain(name))).text()};
}

std::uint64_t DeliveryResource::sendAgain(const Name& name) {
  auto& outbox = daemon_.outbox;
  if (const auto waits = outbox.find(name.sink, name.event)) {
    daemon_.dispatcher.retryNow(name.sink);
    return waits->sequence;
  }
  if (const auto letter = deadLetter(name)) {
    const auto replay =
        outbox.deadLetters().replay({.sink = name.sink, .sequences = {letter->sequence}}, daemon_.time.now());
    if (replay.count == 0) throw ApiProblem(409, "the queue of " + name.sink + " is full: try again later");
    daemon_.dispatcher.wake({name.sink});
    return outbox.lastSequence();
  }
  auto event = eventFrom(daemon_.log.event(name.event));
  if (!event) throw ApiProblem(409, "the event " + name.event + " is not kept any longer, so nothing can be sent");
  std::vector<Delivery> again{
      {.sink = name.sink, .event = std::make_shared<const Event>(std::move(*event)), .accepted = daemon_.time.now()}};
  if (!outbox.store(again, false)) throw ApiProblem(409, "the queue of " + name.sink + " is full: try again later");
  daemon_.dispatcher.wake({name.sink});
  return again.front().sequence;
}

ApiAnswer DeliveryResource::drop(const ApiRequest& request) {
  const auto name = nameFrom(request);
  auto& outbox = daemon_.outbox;
  if (const auto waits = outbox.find(name.sink, name.event)) {
    outbox.discard(*waits, "dropped by the operator");
    outbox.flush();
    daemon_.dispatcher.wake({name.sink});
  } else if (const auto letter = deadLetter(name)) {
    outbox.deadLetters().purge({.sink = name.sink, .sequences = {letter->sequence}});
  } else {
    throw ApiProblem(409, "the delivery " + request.path.at("id") + " has ended already");
  }
  return {204, ""};
}

std::optional<Delivery> DeliveryResource::deadLetter(const Name& name) {
  auto& letters = daemon_.outbox.deadLetters();
  for (std::uint64_t after = 0;;) {
    auto page = letters.list({.sink = name.sink}, after, kDeadLetterPage);
    for (auto& letter : page) {
      if (letter.event->id == name.event) return std::move(letter);
    }
    if (page.size() < kDeadLetterPage) return std::nullopt;
    after = page.back().sequence;
  }
}

}  // namespace herald::core
