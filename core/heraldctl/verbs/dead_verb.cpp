// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/text/counted.h"
#include "herald/event.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/delivery_list.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/moment.h"
#include "heraldctl/text/progress_bar.h"
#include "heraldctl/text/table.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

using Query = Poco::URI::QueryParameters;

constexpr std::chrono::milliseconds kJobInterval{200};

DeliveryList deadLetters() { return {{"dead"}, "deadLetters"}; }

std::string timeOf(const std::string& moment) {
  using std::chrono::seconds;
  using WallTime = std::chrono::system_clock::time_point;
  const auto last = std::chrono::duration_cast<seconds>(WallTime::max().time_since_epoch());  // of this clock
  const seconds time(momentOf(moment, std::chrono::system_clock::now()));
  return toRfc3339(WallTime(std::clamp(time, seconds(0), last)));
}

/// The dead letters that the arguments select.
Query queryOf(const Arguments& arguments) {
  Query query;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) query.emplace_back(key, value);
  };
  const auto since = arguments.text("--since"), until = arguments.text("--until");
  add("sink", arguments.text("--sink"));
  add("reason", arguments.text("--reason"));
  if (!since.empty()) add("since", timeOf(since));
  if (!until.empty()) add("until", timeOf(until));
  for (const auto sequence : arguments.numbers("SEQUENCE")) add("sequence", std::to_string(sequence));
  return query;
}

/// The same as a JSON object. A forgotten filter must not mean everything.
std::string selectOf(const Arguments& arguments) {
  const auto query = queryOf(arguments);
  if (query.empty() && !arguments.flag("--all")) {
    throw std::runtime_error("which dead letters? Give sequences, --sink, --reason, --since or --until, or --all");
  }
  JsonObject select;
  std::string sequences;
  for (const auto& [key, value] : query) {
    if (key == "sequence") {
      sequences += (sequences.empty() ? "" : ",") + value;
    } else {
      select.add(key, value);
    }
  }
  if (!sequences.empty()) select.addRaw("sequences", "[" + sequences + "]");
  if (query.empty()) select.add("all", true);
  return select.text();
}

/// A line for each sink and reason, then how many dead letters there are.
void printGroups(std::string_view groups, std::ostream& out) {
  Table table;
  table.add({"SINK", "COUNT", "FIRST", "LAST", "NEWEST", "REASON"});
  std::size_t count = 0;
  for (const auto group : jsonElements(groups)) {
    std::vector<std::string> row;
    for (const auto* member : {"sink", "count", "oldest", "newest", "example", "reason"}) {
      row.push_back(textAt(group, member));
    }
    count += std::stoull(row[1]);
    table.add(std::move(row));
  }
  if (count > 0) table.print(out);
  out << counted(count, "delivery", "deliveries");
  if (count > 0) out << "; `heraldctl dead ls --each` lists each one, `heraldctl dead show NEWEST` shows one whole";
  out << "\n";
}

/// Whoever names sequences wants to see these, not a group of them.
int listDead(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  if (arguments.flag("--each") || !arguments.numbers("SEQUENCE").empty()) {
    printDeliveries(daemon, deadLetters(), queryOf(arguments), out);
    return 0;
  }
  auto query = queryOf(arguments);
  query.emplace_back("limit", "1");
  const auto page = daemon.ask("GET", apiPath({"dead"}, query));
  printGroups(jsonAt(page, "groups"), out);
  return 0;
}

int show(const Arguments& arguments, std::ostream& out) {
  printWholeDeliveries(clientFor(arguments.config()), deadLetters(), {arguments.number("SEQUENCE")}, out);
  return 0;
}

/// Begins the job and shows how far it is. Returns it as it has ended.
std::string runJob(const Arguments& arguments, const std::string& what, const std::string& body, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  auto job = daemon.ask("POST", apiPath({"dead", what}), body);
  const auto path = apiPath({"jobs", textAt(job, "job")});
  ProgressBar bar(out);
  for (;;) {
    job = daemon.ask("GET", path);
    if (textAt(job, "ended") == "true") return job;
    const auto failed = textAt(job, "failed");
    bar.show(std::stoull(textAt(job, "done")), std::stoull(textAt(job, "total")),
             failed == "0" ? "" : failed + " failed");
    std::this_thread::sleep_for(kJobInterval);
  }
}

/// Says what the job did, then why it did not do the rest. Returns the exit code.
int reportJob(std::string_view job, const std::string& done, const std::string& left, std::ostream& out) {
  const auto failed = std::stoull(textAt(job, "failed"));
  const auto all = std::max(std::stoull(textAt(job, "done")), failed);
  out << all - failed << done << "\n";
  for (const auto failure : jsonElements(jsonAt(job, "failures"))) {
    out << textAt(failure, "count") << left << ": " << lineAt(failure, "reason") << "\n";
  }
  return failed == 0 ? 0 : 1;
}

int replay(const Arguments& arguments, std::ostream& out) {
  const auto as = arguments.flag("--today") ? "today" : "was";
  const auto body = JsonObject().addRaw("select", selectOf(arguments)).add("as", as).text();
  return reportJob(runJob(arguments, "replay", body, out), " wait again", " stay", out);
}

int purge(const Arguments& arguments, std::ostream& out) {
  const auto body = JsonObject().addRaw("select", selectOf(arguments)).text();
  return reportJob(runJob(arguments, "purge", body, out), " deleted", " stay", out);
}

std::vector<Parameter> filter() {
  return {{.name = "SEQUENCE", .help = "Only these sequences", .kind = Parameter::Kind::Numbers},
          {.name = "--sink", .value = "NAME", .help = "Only of this sink", .offer = Parameter::Offer::Sinks},
          {.name = "--reason", .value = "TEXT", .help = "Only with this text in the reason"},
          {.name = "--since",
           .value = "TIME",
           .help = "Only those that died since then: 2h (ago), 2026-11-24 or 2026-11-24T18:00:00Z"},
          {.name = "--until", .value = "TIME", .help = "Only those that died before then"}};
}

std::vector<Parameter> filterAndEach() {
  auto parameters = filter();
  parameters.push_back(
      {.name = "--each", .help = "List each dead letter, not only the groups", .kind = Parameter::Kind::Flag});
  return parameters;
}

std::vector<Parameter> filterOrAll() {
  auto parameters = filter();
  parameters.push_back({.name = "--all", .help = "All dead letters", .kind = Parameter::Kind::Flag});
  return parameters;
}

std::vector<Parameter> filterAllAndToday() {
  auto parameters = filterOrAll();
  parameters.push_back({.name = "--today",
                        .help = "Only what the configuration of today brings to the sink",
                        .kind = Parameter::Kind::Flag});
  return parameters;
}

}  // namespace

Verb deadVerb() {
  return {.name = "dead",
          .help = "Show and change dead letters: deliveries that Herald will not try again by itself",
          .verbs = {{.name = "ls",
                     .help = "Count dead letters by sink and reason, or list each of them",
                     .parameters = filterAndEach(),
                     .run = listDead},
                    {.name = "show",
                     .help = "Show one dead letter with its event and the receiver's last answer",
                     .parameters = {{.name = "SEQUENCE",
                                     .help = "The sequence of the dead letter",
                                     .kind = Parameter::Kind::Number,
                                     .required = true}},
                     .run = show},
                    {.name = "replay",
                     .help = "Deliver dead letters after all, at the end of their lines",
                     .parameters = filterAllAndToday(),
                     .run = replay},
                    {.name = "purge", .help = "Delete dead letters", .parameters = filterOrAll(), .run = purge}}};
}

}  // namespace herald::core::ctl
