// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/status_text.h"

#include <cmath>
#include <ostream>
#include <string>

#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"

namespace herald::core::ctl {

namespace {

std::string duration(const std::string& seconds) {
  const auto all = std::stoll(seconds.empty() ? "0" : seconds);
  const auto part = [](long long count, const char* unit) { return std::to_string(count) + " " + unit; };
  if (all < 60) return part(all, "s");
  if (all < 3600) return part(all / 60, "min");
  if (all < 86400) return part(all / 3600, "h") + " " + part(all % 3600 / 60, "min");
  return part(all / 86400, "d") + " " + part(all % 86400 / 3600, "h");
}

/// "5 ms", "2.5 s", "10 min".
std::string shortTime(const std::string& seconds) {
  const auto millis = std::llround(std::stod(seconds) * 1000);
  if (millis < 1000) return std::to_string(millis) + " ms";
  const auto tenths = millis / 100;
  if (tenths < 100 && tenths % 10 != 0) return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
  return duration(std::to_string(millis / 1000));
}

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
  add("deadLetters", " dead letters");
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

void printSources(std::string_view sources, std::ostream& out) {
  Table table("  ");
  for (const auto& [name, source] : jsonMembers(sources)) {
    table.add({name, textAt(source, "state"), textAt(source, "detail")});
  }
  out << "\nsources\n";
  table.print(out);
}

/// Shows removed sinks too, as long as the outbox holds something for them.
void printSinks(std::string_view sinks, std::string_view removedSinks, std::ostream& out) {
  Table table("  ");
  for (const auto& [name, sink] : jsonMembers(sinks)) {
    const auto state = textAt(sink, "state");
    table.add({name, state, counts(sink), times(sink), state == "healthy" ? "" : textAt(sink, "reason")});
  }
  for (const auto& [name, queue] : jsonMembers(removedSinks)) {
    if (textAt(queue, "waiting") == "0" && textAt(queue, "deadLetters") == "0") continue;
    table.add({name, "removed", counts(queue)});
  }
  out << "\nsinks\n";
  table.print(out);
}

}  // namespace

void printStatus(std::string_view report, std::ostream& out) {
  out << "Herald " << textAt(report, "version") << " has run for " << duration(textAt(report, "runningSeconds"))
      << " with " << textAt(report, "config") << "; " << textAt(report, "accepted") << " events accepted\n";
  printSources(jsonAt(report, "sources"), out);
  printSinks(jsonAt(report, "sinks"), jsonAt(report, "orphans"), out);
  const auto problems = jsonElements(jsonAt(report, "problems"));
  if (!problems.empty()) out << "\nproblems\n";
  for (const auto problem : problems) out << "  " << jsonToText(problem) << "\n";
}

}  // namespace herald::core::ctl
