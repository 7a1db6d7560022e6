// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_detail.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "herald/text.h"

namespace herald::core {

namespace {

using Masking = std::function<std::string(std::string_view)>;

constexpr std::size_t kMostShownRequest = AttemptTrace::kMostRequest / 2;  // so that no half secret is at its end
constexpr std::size_t kMostShownAnswer = AttemptTrace::kMostAnswer / 2;

std::string masked(std::string_view text, const Masking& mask) { return mask ? mask(text) : std::string(text); }

std::string headersText(const HttpHeaders& headers, const Masking& mask) {
  std::string list;
  for (const auto& [name, value] : headers) {
    list += (list.empty() ? "[" : ",[") + jsonQuote(name) + "," + jsonQuote(masked(value, mask)) + "]";
  }
  return "[" + list + "]";
}

/// Adds `body` and `cut`.
void addBody(JsonObject& object, const std::string& body, std::size_t most, bool isCut, const Masking& mask) {
  auto text = masked(body, mask);
  const auto whole = text.size();
  text.resize(std::min(text.size(), most));
  if (const auto end = firstNotUtf8(text)) text.resize(*end);
  object.add("body", text).add("cut", isCut || text.size() < whole);
}

std::string requestText(const AttemptExchange& exchange, const Masking& mask) {
  const auto& request = exchange.request;
  if (!exchange.text.empty()) return "null";
  JsonObject object;
  object.add("method", request.method)
      .add("url", masked(request.url, mask))
      .addRaw("headers", headersText(request.headers, mask));
  addBody(object, request.body, kMostShownRequest, exchange.isRequestCut, mask);
  return object.text();
}

std::string responseText(const AttemptExchange& exchange, const Masking& mask) {
  const auto& response = exchange.response;
  if (response.status == 0 && response.body.empty()) return "null";
  JsonObject object;
  object.add("status", response.status).addRaw("headers", headersText(response.headers, mask));
  addBody(object, response.body, kMostShownAnswer, exchange.isAnswerCut, mask);
  return object.text();
}

Category categoryFrom(std::string_view name) {
  for (const auto category : {Category::Lifecycle, Category::Error, Category::Progress}) {
    if (toString(category) == name) return category;
  }
  return Category::Other;
}

}  // namespace

std::size_t sizeOf(const LogDetail& detail) {
  std::size_t size = 0;
  if (detail.event) size += detail.event->payload.size() + detail.event->context.size();
  for (const auto& exchange : detail.exchanges) {
    size += 512 + exchange.text.size() + exchange.request.url.size() + exchange.request.body.size() +
            exchange.response.body.size();
  }
  return size;
}

std::string exchangesText(const std::vector<AttemptExchange>& exchanges, const Masking& mask) {
  std::string list;
  for (const auto& exchange : exchanges) {
    JsonObject object;
    object.add("purpose", exchange.request.purpose).addRaw("request", requestText(exchange, mask));
    if (!exchange.text.empty()) object.add("text", masked(exchange.text, mask));
    object.addRaw("response", responseText(exchange, mask))
        .add("failure", masked(exchange.failure, mask))
        .add("durationSeconds", std::chrono::duration<double>(exchange.took).count());
    list += (list.empty() ? "" : ",") + object.text();
  }
  return "[" + list + "]";
}

std::string eventText(const Event& event) {
  return JsonObject()
      .add("id", event.id)
      .add("type", event.type)
      .add("device", event.device)
      .add("source", event.source)
      .add("time", toRfc3339(event.time))
      .add("category", toString(event.category))
      .add("subject", event.subject)
      .addRaw("payload", event.payload)
      .addRaw("context", event.context)
      .text();
}

std::optional<Event> eventFrom(std::string_view text) {
  const auto member = [&](std::string_view name) { return jsonToText(jsonAt(text, name)); };
  Event event;
  event.type = member("type");
  event.payload = jsonAt(text, "payload");
  event.context = jsonAt(text, "context");
  event.category = categoryFrom(member("category"));
  event.subject = member("subject");
  event.id = member("id");
  event.source = member("source");
  event.device = member("device");
  const auto time = parseRfc3339(member("time"));
  if (event.type.empty() || event.id.empty() || event.payload.empty() || event.context.empty()) return std::nullopt;
  if (time) event.time = *time;
  return event;
}

}  // namespace herald::core
