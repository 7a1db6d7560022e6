// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ostream>
#include <stdexcept>

#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/dead_letter_groups.h"
#include "heraldctl/text/delivery_list.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/moment.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

using Query = Poco::URI::QueryParameters;

std::string unixSeconds(const std::string& moment) {
  return std::to_string(momentOf(moment, std::chrono::system_clock::now()));
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
  if (!since.empty()) add("since", unixSeconds(since));
  if (!until.empty()) add("until", unixSeconds(until));
  add("sequence", joined(arguments.numbers("SEQUENCE")));
  return query;
}

/// The same for a change. A forgotten filter must not mean everything.
Query changeQueryOf(const Arguments& arguments) {
  auto query = queryOf(arguments);
  if (query.empty() && !arguments.flag("--all")) {
    throw std::runtime_error("which dead letters? Give sequences, --sink, --reason, --since or --until, or --all");
  }
  return query;
}

/// Whoever names sequences wants to see these, not a group of them.
int list(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  if (arguments.flag("--each") || !arguments.numbers("SEQUENCE").empty()) {
    printDeliveries(daemon, {"dead"}, queryOf(arguments), out);
    return 0;
  }
  DeadLetterGroups groups;
  forEachDelivery(daemon, {"dead"}, queryOf(arguments), [&](std::string_view letter) { groups.add(letter); });
  groups.print(out);
  return 0;
}

int show(const Arguments& arguments, std::ostream& out) {
  printWholeDeliveries(clientFor(arguments.config()), {"dead"}, {arguments.number("SEQUENCE")}, out);
  return 0;
}

int replay(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto body = daemon.ask("POST", requestPath({"dead", "replay"}, changeQueryOf(arguments)));
  out << textAt(body, "count") << " wait again";
  if (const auto left = textAt(body, "left"); left != "0") {
    out << ", " << left << " stay: their sink has no room, or their event already waits";
  }
  out << "\n";
  return 0;
}

int purge(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  out << textAt(daemon.ask("POST", requestPath({"dead", "purge"}, changeQueryOf(arguments))), "count") << " deleted\n";
  return 0;
}

std::vector<Parameter> filter() {
  return {{.name = "SEQUENCE", .help = "Only these sequences", .kind = Parameter::Kind::Numbers},
          {.name = "--sink", .value = "NAME", .help = "Only of this sink"},
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

}  // namespace

Verb deadVerb() {
  return {.name = "dead",
          .help = "Show and change dead letters: deliveries that Herald will not try again by itself",
          .verbs = {{.name = "ls",
                     .help = "Count dead letters by sink and reason, or list each of them",
                     .parameters = filterAndEach(),
                     .run = list},
                    {.name = "show",
                     .help = "Show one dead letter with its event and the receiver's last answer",
                     .parameters = {{.name = "SEQUENCE",
                                     .help = "The sequence of the dead letter",
                                     .kind = Parameter::Kind::Number,
                                     .required = true}},
                     .run = show},
                    {.name = "replay",
                     .help = "Deliver dead letters after all, at the end of their lines",
                     .parameters = filterOrAll(),
                     .run = replay},
                    {.name = "purge", .help = "Delete dead letters", .parameters = filterOrAll(), .run = purge}}};
}

}  // namespace herald::core::ctl
