// SPDX-License-Identifier: Apache-2.0
#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <ostream>
#include <stdexcept>

#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/masked_request.h"
#include "engine/pipeline/request_json.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/snapshots/sample_picture.h"
#include "engine/trial/event_path.h"
#include "engine/trial/preview_sink.h"
#include "herald/json.h"
#include "herald/sink.h"
#include "heraldctl/text/captured_output.h"
#include "heraldctl/text/event_file.h"
#include "heraldctl/text/safe_stream.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

/// The source that publishes the event: the one with its device, or else the first.
Origin publisherOf(const Plan& plan, const Event& event) {
  const std::string source = plan.sources.empty() ? std::string("render") : plan.sources.begin()->first;
  Origin origin = plan.sources.empty() ? Origin{source, source, {}} : plan.sources.begin()->second.origin;
  for (const auto& [name, planned] : plan.sources) {
    if (planned.origin.device == event.device) origin = planned.origin;
  }
  return origin;
}

constexpr Millis kPreviewLimit{5000};

std::shared_ptr<const std::string> pictureOf(const EventFile& file) {
  if (file.wantsDrawing) return samplePicture();
  return file.snapshot.empty() ? nullptr : std::make_shared<const std::string>(file.snapshot);
}

/// Asks the sink what it would do with the delivery. Returns what it says besides its requests.
std::string preview(const PlannedSink& sink, const Delivery& delivery, const EventFile& file) {
  if (!delivery.ending.reason.empty()) throw std::runtime_error(delivery.ending.reason);
  const auto text = std::make_shared<std::string>();
  const auto setup = previewing(sink, [text](std::string shown) { *text = std::move(shown); });
  callPlugin("sink " + setup.name, kPreviewLimit,
             [setup, event = delivery.event, sent = file.sent, snapshot = pictureOf(file)] {
               setup.sink->deliver({.event = *event,
                                    .topic = setup.hook.topic(event->type),
                                    .message = setup.hook.message(*event),
                                    .deadline = Clock::now() + setup.timeout,
                                    .time = sent,
                                    .snapshot = snapshot});
             });
  return *text;
}

int render(const Arguments& arguments, std::ostream& out) {
  const auto sink = arguments.text("--sink");
  const EventFile file = readEventFile(arguments.text("--event"));
  const auto recorder = std::make_shared<HttpRecorder>(file.oauth);
  const auto mask = std::make_shared<SecretMask>();
  DryRun dryRun(recording(recorder), mask);
  const Plan plan = dryRun.plan(readConfiguration(arguments.config()));
  mask->set(plan.secrets());
  const auto planned = plan.sinks.find(sink);
  if (planned == plan.sinks.end()) {
    std::vector<std::string> names;
    for (const auto& [name, one] : plan.sinks) names.push_back(name);
    throw std::runtime_error("there is no sink `" + sink + "`" + didYouMean(sink, names));
  }
  const bool isWhole = arguments.flag("--secrets");
  CapturedOutput captured;
  std::string array, texts;
  std::size_t shown = 0;
  for (const auto& delivery : deliveriesFor(plan, sink, publisherOf(plan, file.event), file.event)) {
    const auto text = preview(planned->second, delivery, file);
    const auto& selectors = planned->second.setup.selectors;
    const auto own = selectors ? selectors(*delivery.event) : "";
    const auto add = [&own](std::string& to, JsonObject object) {
      if (!own.empty()) object.add("selectors", own);
      to += (to.empty() ? "" : ",") + object.text();
    };
    if (!text.empty()) add(texts, JsonObject().add("preview", isWhole ? text : mask->masked(text)));
    const auto requests = recorder->requests();
    for (; shown < requests.size(); ++shown) {
      const auto& request = requests[shown];
      add(array, requestJson(isWhole ? request : masked(request, *mask)));
    }
  }
  SafeStream(std::cerr) << captured.end();  // only the requests go to standard output
  if (!array.empty() && !texts.empty()) array += ',';
  array += texts;
  out << jsonPretty("[" + array + "]") << "\n";
  return 0;
}

}  // namespace

Verb renderVerb() {
  return {
      .name = "render",
      .help = "Print the requests that a sink would send for an event, or what else it would do, without doing it",
      .parameters =
          {{.name = "--sink", .value = "NAME", .help = "The sink", .required = true, .offer = Parameter::Offer::Sinks},
           {.name = "--event",
            .value = "FILE",
            .help = "A JSON file with the event; - is standard input",
            .required = true,
            .offer = Parameter::Offer::Files},
           {.name = "--secrets",
            .help = "Show secrets too; without it, *** stands for each",
            .kind = Parameter::Kind::Flag}},
      .run = render};
}

}  // namespace herald::core::ctl
