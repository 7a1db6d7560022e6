// SPDX-License-Identifier: Apache-2.0
#include <Poco/String.h>

#include <ostream>

#include "engine/config/configuration.h"
#include "engine/pipeline/dry_run.h"
#include "engine/trial/trial.h"
#include "herald/base64.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/body_text.h"
#include "heraldctl/text/captured_output.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

/// The text with two blanks in front of each line.
std::string indented(const std::string& text) {
  std::string result = "  ";
  for (const char c : text) result += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return result;
}

std::string trialHere(const Configuration& configuration, const std::string& sink, const std::string& event,
                      bool dryRun) {
  const auto mask = std::make_shared<SecretMask>();
  const auto trace = std::make_shared<HttpTrace>();
  const HttpFactory client = dryRun ? recording(std::make_shared<HttpRecorder>()) : HttpFactory(makeHttpClient);
  DryRun plugins([&](const Settings& settings) { return trace->wrap(client(settings)); }, mask);
  const auto plan = plugins.plan(configuration);
  mask->set(plan.secrets());
  if (dryRun) return toJson(rehearse(plan, sink, event, trace));
  const auto made = trialEvent(plan, sink, event);
  const auto& setup = plan.sinks.at(sink).setup;
  return toJson(
      tryOut(setup, made, *trace, Clock::now() + setup.timeout, std::stop_token(), trialPicture(setup, made)));
}

/// Does what the daemon does for a test, with sinks of its own. For the case that no daemon runs. Prints what the sink
/// writes to standard output.
std::string testHere(const Configuration& configuration, const std::string& sink, const std::string& event, bool dryRun,
                     std::ostream& out) {
  CapturedOutput captured;
  auto report = trialHere(configuration, sink, event, dryRun);
  out << captured.end();
  return report;
}

/// The body for people.
std::string bodyOf(std::string_view exchange) {
  std::string contentType;
  for (const auto& [name, value] : jsonMembers(jsonAt(exchange, "headers")))
    if (Poco::icompare(name, "content-type") == 0) contentType = jsonToText(value);
  const auto coded = textAt(exchange, "bodyBase64");
  return bodyText(coded.empty() ? textAt(exchange, "body") : fromBase64(coded).value_or(""), contentType);
}

void printRequest(std::string_view exchange, std::ostream& out) {
  out << lineAt(exchange, "purpose") << ": " << lineAt(exchange, "method") << " " << lineAt(exchange, "url") << "\n";
  for (const auto& [name, value] : jsonMembers(jsonAt(exchange, "headers"))) {
    out << "  " << safeText(name + ": " + jsonToText(value)) << "\n";
  }
  if (const auto body = bodyOf(exchange); !body.empty()) out << "\n" << indented(body) << "\n";
  out << "\n";
}

void printExchange(std::string_view exchange, std::ostream& out) {
  out << lineAt(exchange, "purpose") << ": " << lineAt(exchange, "method") << " " << lineAt(exchange, "url") << "\n  ";
  const auto status = jsonAt(exchange, "status");
  const auto failure = textAt(exchange, "failure");
  if (status != "0") out << "status " << status << (failure.empty() ? "" : ", ");
  out << safeText(failure);
  out << ", " << jsonAt(exchange, "milliseconds") << " ms\n";
  if (const auto answer = textAt(exchange, "answer"); !answer.empty()) out << indented(jsonPretty(answer)) << "\n";
}

void printMissing(std::string_view report, std::ostream& out) {
  std::string names;
  for (const auto name : jsonElements(jsonAt(report, "missing"))) names += " @" + safeText(jsonToText(name));
  if (!names.empty()) out << "missing, and left empty:" << names << "\n";
}

void printVerdict(std::string_view report, std::ostream& out) {
  const auto reason = textAt(report, "reason"), wait = textAt(report, "retryAfterMs");
  out << textAt(report, "verdict") << (reason.empty() ? "" : ": " + safeText(reason));
  if (!wait.empty() && wait != "0") out << " (it asks Herald to wait " << wait << " ms)";
  out << "\n";
}

int test(const Arguments& arguments, std::ostream& out) {
  const auto sink = arguments.text("SINK"), event = arguments.text("--event");
  const bool dryRun = arguments.flag("--dry-run");
  const auto configuration = readConfiguration(arguments.config());
  const AdminClient daemon(configuration.dataDir);
  const auto wish = JsonObject().add("type", event).add("dryRun", dryRun).text();
  const auto report = daemon.reachesDaemon() ? daemon.ask("POST", apiPath({"sinks", sink, "test"}), wish)
                                             : testHere(configuration, sink, event, dryRun, out);
  if (const auto own = textAt(report, "selectors"); !own.empty())
    out << "with the options of " << safeText(own) << "\n\n";
  for (const auto exchange : jsonElements(jsonAt(report, "exchanges"))) {
    dryRun ? printRequest(exchange, out) : printExchange(exchange, out);
  }
  if (const auto preview = textAt(report, "preview"); !preview.empty()) out << indented(preview) << "\n\n";
  printMissing(report, out);
  if (!dryRun || !textAt(report, "reason").empty()) printVerdict(report, out);
  return textAt(report, "verdict") == "delivered" ? 0 : 1;
}

}  // namespace

Verb testVerb() {
  return {.name = "test",
          .help = "Send a test event through a sink; the exit code is 0 if it was delivered",
          .parameters = {{.name = "SINK", .help = "The sink", .required = true, .offer = Parameter::Offer::Sinks},
                         {.name = "--event", .value = "TYPE", .help = "The type of the event", .fallback = "PrintDone"},
                         {.name = "--dry-run",
                          .help = "Only show what the sink would send or do, with secrets masked",
                          .kind = Parameter::Kind::Flag}},
          .run = test};
}

}  // namespace herald::core::ctl
