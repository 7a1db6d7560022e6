// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/status_text.h"

#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/text/counted.h"
#include "herald/event.h"
#include "herald/safe_text.h"
#include "heraldctl/text/columns.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/printer_list.h"
#include "heraldctl/text/table.h"
#include "heraldctl/text/tags.h"
#include "heraldctl/text/time_text.h"

namespace herald::core::ctl {

namespace {

/// "4 dropped (queue full: progress)", and with several reasons "6 dropped (4 queue full: progress, 2 purged)".
std::string dropped(std::string_view reasons) {
  unsigned long long sum = 0;
  std::string list;
  const auto all = jsonMembers(reasons);
  for (const auto& [reason, count] : all) {
    sum += std::stoull(std::string(count));
    list += (list.empty() ? "" : ", ") + (all.size() > 1 ? std::string(count) + " " : "") + reason;
  }
  return sum == 0 ? "" : ", " + std::to_string(sum) + " dropped (" + list + ")";
}

/// "7 accepted, 5 delivered, 2 waiting for up to 5 min, 1 in memory only"; leaves out counts that are 0.
std::string counts(std::string_view sink) {
  std::string text = textAt(sink, "accepted") + " accepted, " + textAt(sink, "delivered") + " delivered";
  const auto add = [&](const char* member, const std::string& word) {
    if (const auto count = textAt(sink, member); !count.empty() && count != "0") text += ", " + count + word;
  };
  add("retried", " retried");
  add("waiting", " waiting for up to " + duration(textAt(sink, "oldestSeconds")));
  add("inMemoryOnly", " in memory only");
  add("deadLetters", textAt(sink, "deadLetters") == "1" ? " dead letter" : " dead letters");
  return text + dropped(jsonAt(sink, "dropped"));
}

/// "95 %: attempts within 100 ms, deliveries within 5 s"; empty if nothing was attempted.
std::string times(std::string_view sink) {
  std::string text;
  for (const auto& [member, word] :
       {std::pair("attemptSeconds", "attempts"), std::pair("deliverySeconds", "deliveries")}) {
    if (const auto bound = textAt(jsonAt(sink, member), "p95"); !bound.empty()) {
      text += (text.empty() ? "95 %: " : ", ") + std::string(word) + " within " + shortTime(bound);
    }
  }
  return text;
}

bool hasProblem(std::string_view object) { return !textAt(object, "problem").empty(); }

void printSection(const char* title, const Table& table, std::ostream& out) {
  std::ostringstream rows;
  table.print(rows);
  if (!rows.str().empty()) out << "\n" << title << "\n" << rows.str();
}

/// The entries of `attention` except those about sources without the tag.
std::vector<std::string_view> attentionOf(std::string_view report, const std::string& tag) {
  const auto sources = jsonAt(report, "sources");
  std::set<std::string> others;
  for (const auto& [name, source] : jsonMembers(sources)) {
    if (!hasTag(source, tag)) others.insert(name);
  }
  std::vector<std::string_view> all;
  for (const auto one : jsonElements(jsonAt(report, "attention"))) {
    const bool isSource = textAt(one, "subject.kind") == "source";
    if (!isSource || !others.contains(textAt(one, "subject.name"))) all.push_back(one);
  }
  return all;
}

/// The command that does what a button of the console does; empty if there is none, or if the text has it.
std::string commandFor(std::string_view attention) {
  const auto kind = textAt(attention, "subject.kind"), name = textAt(attention, "subject.name");
  for (const auto action : jsonElements(jsonAt(attention, "actions"))) {
    const auto what = textAt(action, "do");
    if (kind == "sink" && (what == "retry" || what == "resume")) return "heraldctl sink " + what + " " + name;
    if (kind == "sink" && what == "dead") return "heraldctl dead ls --sink " + name;
    if (what == "check") return "heraldctl reload";
  }
  return {};
}

/// "14 min  sink phone is failing: 503. Herald keeps 3 events.", and below it the command.
Table attentionTable(const std::vector<std::string_view>& attention, std::chrono::system_clock::time_point now) {
  Table table("  ", kLineWidth);
  for (const auto one : attention) {
    const auto since = parseRfc3339(textAt(one, "since"));
    const auto seconds = since ? std::chrono::duration_cast<std::chrono::seconds>(now - *since).count() : 0;
    table.add({since ? duration(std::to_string(std::max<std::int64_t>(seconds, 0))) : "-", textAt(one, "text")});
    if (const auto command = commandFor(one); !command.empty()) table.add({"", "run `" + command + "`"});
  }
  return table;
}

/// "mk3  Printing  benchy.gcode  42 %  10 min".
Table printerTable(std::string_view report, const StatusFilter& filter) {
  Table table("  ", kLineWidth);
  const auto sources = jsonMembers(jsonAt(report, "sources"));
  const auto isFailing = [&](std::string_view printer) {
    const auto source = textAt(printer, "source");
    return std::any_of(sources.begin(), sources.end(),
                       [&](const auto& one) { return one.first == source && hasProblem(one.second); });
  };
  for (const auto& [name, printer] : jsonMembers(jsonAt(report, "printers"))) {
    if (!hasTag(printer, filter.tag) || (filter.failing && !isFailing(printer))) continue;
    auto row = printerCells(printer);
    row.insert(row.begin(), name);
    table.add(std::move(row));
  }
  return table;
}

/// "3 events in custody, 120 settled, 2 given back, 1 moved to the outbox"; empty without custody.
std::string custodyText(std::string_view custody) {
  if (custody.empty() || custody == "null") return {};
  auto text = counted(std::stoull(std::string(jsonAt(custody, "held"))), "event") + " in custody, " +
              std::string(jsonAt(custody, "settled")) + " settled";
  const auto add = [&](const char* member, const char* words) {
    const auto count = std::string(jsonAt(custody, member));
    if (count != "0") text += ", " + count + words;
  };
  add("givenBack", " given back");
  add("movedToOutbox", " moved to the outbox");
  return text;
}

/// "partition_lag" as "partition lag".
std::string wordsOf(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string numberText(double number) {
  std::ostringstream text;
  text << std::setprecision(15) << number;
  return text.str();
}

/// "partition lag 1234 (900 of orders/3), partitions 12": the sum of each value, and where there is most of it.
std::string measuresOf(std::string_view source) {
  std::string text;
  for (const auto& [name, values] : jsonMembers(jsonAt(source, "measures"))) {
    double sum = 0, most = 0;
    std::string where;
    const auto all = jsonMembers(values);
    for (const auto& [of, raw] : all) {
      const auto value = std::stod(std::string(raw));
      sum += value;
      if (value <= most) continue;
      most = value;
      where = of;
    }
    text += (text.empty() ? "" : ", ") + wordsOf(name) + " " + numberText(sum);
    if (all.size() > 1 && !where.empty()) text += " (" + numberText(most) + " of " + where + ")";
  }
  return text;
}

/// "records 1204, redelivered 3"; leaves out counts that are 0.
std::string countersOf(std::string_view source) {
  std::string text;
  for (const auto& [name, count] : jsonMembers(jsonAt(source, "counters")))
    if (count != "0") text += (text.empty() ? "" : ", ") + wordsOf(name) + " " + std::string(count);
  return text;
}

Table sourceTable(std::string_view sources, const StatusFilter& filter) {
  Table table("  ", kLineWidth);
  for (const auto& [name, source] : jsonMembers(sources)) {
    if (!hasTag(source, filter.tag) || (filter.failing && !hasProblem(source))) continue;
    table.add({name, textAt(source, "state"), textAt(source, "detail")});
    for (const auto& text : {custodyText(jsonAt(source, "custody")), measuresOf(source), countersOf(source)})
      if (!text.empty()) table.add({"", "", text});
  }
  return table;
}

/// "farm.1.again  2 waiting, the next in 5 min".
Table timerTable(std::string_view timers) {
  Table table("  ", kLineWidth);
  for (const auto& [step, its] : jsonMembers(timers)) {
    table.add({step, textAt(its, "waiting") + " waiting, the next in " + duration(textAt(its, "nextSeconds"))});
  }
  return table;
}

/// "mk3  12 pictures, 1 failed", and why the last one did.
Table cameraTable(std::string_view cameras, bool failing) {
  Table table("  ", kLineWidth);
  for (const auto& [source, camera] : jsonMembers(cameras)) {
    const auto taken = std::stoull(textAt(camera, "taken")), failed = std::stoull(textAt(camera, "failed"));
    if (taken + failed == 0 || (failing && !hasProblem(camera))) continue;
    table.add({source, counted(taken, "picture") + (failed > 0 ? ", " + std::to_string(failed) + " failed" : "")});
    if (hasProblem(camera)) table.add({"", "no picture: " + textAt(camera, "problem")});
  }
  return table;
}

void addSink(const std::string& name, std::string_view sink, Table& table) {
  const auto state = textAt(sink, "state"), reason = textAt(sink, "reason");
  table.add({name, state, counts(sink)});
  if (const auto text = textAt(sink, "connection"); !text.empty()) table.add({"", "", "connected to " + text});
  if (const auto text = times(sink); !text.empty()) table.add({"", "", text});
  const bool isToldAbove = hasProblem(sink);
  if (state != "healthy" && !isToldAbove && !reason.empty()) table.add({"", "", reason});
}

/// Shows removed sinks too, as long as the outbox holds something for them.
Table sinkTable(std::string_view sinks, std::string_view removedSinks, bool failing) {
  Table table("  ", kLineWidth);
  for (const auto& [name, sink] : jsonMembers(sinks)) {
    if (!failing || hasProblem(sink)) addSink(name, sink, table);
  }
  for (const auto& [name, queue] : jsonMembers(removedSinks)) {
    if (textAt(queue, "waiting") == "0" && textAt(queue, "deadLetters") == "0") continue;
    if (!failing || hasProblem(queue)) table.add({name, "removed", counts(queue)});
  }
  return table;
}

/// The main file, those of the console, and how many variables of the environment.
std::string configurationOf(std::string_view report) {
  std::string files = textAt(report, "config");
  for (const auto file : jsonElements(jsonAt(report, "consoleFiles"))) files += " and " + jsonToText(file);
  const auto variables = jsonElements(jsonAt(report, "variables")).size();
  if (variables > 0) files += " and " + counted(variables, "environment variable");
  return files;
}

}  // namespace

bool printStatus(std::string_view report, const StatusFilter& filter, std::ostream& out,
                 std::chrono::system_clock::time_point now) {
  requireTag(jsonAt(report, "sources"), filter.tag);
  const auto head = "Herald " + textAt(report, "version") + " has run for " +
                    duration(textAt(report, "runningSeconds")) + " with " + configurationOf(report) + "; " +
                    counted(std::stoull(textAt(report, "accepted")), "event") + " accepted";
  for (const auto& line : wrapped(safeText(head))) out << line << "\n";
  const auto attention = attentionOf(report, filter.tag);
  printSection("needs you", attentionTable(attention, now), out);
  printSection("printers", printerTable(report, filter), out);
  printSection("sinks", sinkTable(jsonAt(report, "sinks"), jsonAt(report, "orphans"), filter.failing), out);
  printSection("sources", sourceTable(jsonAt(report, "sources"), filter), out);
  printSection("cameras", cameraTable(jsonAt(report, "snapshots.cameras"), filter.failing), out);
  if (!filter.failing) printSection("timers", timerTable(jsonAt(report, "timers")), out);
  return std::any_of(attention.begin(), attention.end(),
                     [](const auto& one) { return textAt(one, "severity") == "error"; });
}

}  // namespace herald::core::ctl
