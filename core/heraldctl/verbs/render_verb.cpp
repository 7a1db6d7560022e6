#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <stdexcept>

#include "engine/event_bus/event_bus.h"
#include "engine/outbox/memory_outbox.h"
#include "engine/pipeline/dry_run.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "herald/sink.h"
#include "heraldctl/text/event_file.h"
#include "heraldctl/verbs/local_verbs.h"

namespace herald::core::ctl {

namespace {

/// While it lives, what a sink writes to standard output goes to standard error, so that only the requests stand there.
class StdoutAside {
 public:
  StdoutAside() : saved_((std::fflush(stdout), ::dup(STDOUT_FILENO))) { ::dup2(STDERR_FILENO, STDOUT_FILENO); }
  ~StdoutAside() {
    std::fflush(stdout);
    ::dup2(saved_, STDOUT_FILENO);
    ::close(saved_);
  }
  StdoutAside(const StdoutAside&) = delete;
  StdoutAside& operator=(const StdoutAside&) = delete;

 private:
  int saved_;
};

bool isText(const std::string& body) {
  return isJsonObject("{\"t\":" + jsonQuote(body) + "}") && jsonToText(jsonQuote(body)) == body;
}

std::string asJson(const HttpRequest& request) {
  JsonObject headers;
  for (const auto& [name, value] : request.headers) headers.add(name, value);
  JsonObject object;
  object.add("method", request.method).add("url", request.url).addRaw("headers", headers.text());
  if (isText(request.body))
    object.add("body", request.body);
  else
    object.add("bodyBase64", toBase64(request.body));
  return object.text();
}

/// The deliveries that the event leads to at this sink, through every route to it.
std::vector<Delivery> deliveriesFor(const Plan& plan, const std::string& sink, Event event) {
  SystemTime time;
  MemoryOutbox outbox;
  EventBus bus(outbox, time, [](const std::set<std::string>&) {});
  bus.setRoutes(plan.routes);
  const std::string source = plan.sources.empty() ? std::string("render") : plan.sources.begin()->first;
  Origin origin = plan.sources.empty() ? Origin{source, source, {}} : plan.sources.begin()->second.origin;
  for (const auto& [name, planned] : plan.sources) {
    if (planned.origin.device == event.device) origin = planned.origin;
  }
  auto all = bus.preview(origin, std::move(event));
  std::erase_if(all, [&](const Delivery& delivery) { return delivery.sink != sink; });
  return all;
}

void deliver(const SinkSetup& setup, const Delivery& delivery, std::chrono::system_clock::time_point sent) {
  if (!delivery.ending.reason.empty()) throw std::runtime_error(delivery.ending.reason);
  const Event& event = *delivery.event;
  const Attempt attempt{
      event, setup.hook.topic(event.type), setup.hook.message(event.type), 1, Clock::now() + setup.timeout, {}, sent};
  const Outcome outcome = setup.sink->deliver(attempt);
  if (outcome.verdict != Outcome::Verdict::Delivered) throw std::runtime_error(outcome.reason);
}

}  // namespace

int render(const std::filesystem::path& config, const std::string& sink, const std::string& eventFile,
           std::ostream& out) {
  const EventFile file = readEventFile(eventFile);
  const auto recorder = std::make_shared<HttpRecorder>(file.oauth);
  DryRun dryRun(recorder);
  const Plan plan = dryRun.plan(readConfiguration(config));
  const auto planned = plan.sinks.find(sink);
  if (planned == plan.sinks.end()) {
    std::vector<std::string> names;
    for (const auto& [name, one] : plan.sinks) names.push_back(name);
    throw std::runtime_error("there is no sink `" + sink + "`" + didYouMean(sink, names));
  }
  {
    const StdoutAside aside;
    for (const auto& delivery : deliveriesFor(plan, sink, file.event))
      deliver(planned->second.setup, delivery, file.sent);
  }
  std::string array;
  for (const auto& request : recorder->requests()) array += (array.empty() ? "" : ",") + asJson(request);
  out << jsonPretty("[" + array + "]") << "\n";
  return 0;
}

}  // namespace herald::core::ctl
