// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/printer_list.h"

#include <cmath>
#include <ostream>
#include <utility>

#include "base/text/counted.h"
#include "heraldctl/text/columns.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"
#include "heraldctl/text/tags.h"
#include "heraldctl/text/time_text.h"

namespace herald::core::ctl {

namespace {

/// What its source last heard does not count while the source is away.
std::string stateOf(std::string_view printer) {
  const auto source = textAt(printer, "sourceState");
  if (source == "starting") return "connecting";
  if (source == "waiting" || source == "hanging") return "no connection";
  return orDash(textAt(printer, "state"));
}

std::string percentOf(std::string_view printer) {
  const auto percent = textAt(printer, "percent");
  return percent.empty() ? "-" : std::to_string(std::lround(std::floor(std::stod(percent)))) + " %";
}

/// Nothing for a job that is done.
std::string leftOf(std::string_view printer) {
  const auto seconds = textAt(printer, "secondsLeft");
  return seconds.empty() || textAt(printer, "percent") == "100" ? "-" : duration(seconds);
}

std::string lastEventOf(std::string_view printer) {
  const auto seconds = textAt(printer, "lastEventSeconds");
  return seconds.empty() ? "-" : textAt(printer, "lastEvent") + " " + duration(seconds) + " ago";
}

std::string tagsOf(std::string_view printer) {
  std::string text;
  for (const auto tag : jsonElements(jsonAt(printer, "tags"))) text += (text.empty() ? "" : ", ") + jsonToText(tag);
  return orDash(text);
}

}  // namespace

std::vector<std::string> printerCells(std::string_view printer) {
  return {stateOf(printer), orDash(textAt(printer, "file")), percentOf(printer), leftOf(printer)};
}

void printPrinters(std::string_view report, const std::string& tag, std::ostream& out) {
  requireTag(jsonAt(report, "sources"), tag);
  Table table("", kLineWidth);
  table.add({"DEVICE", "STATE", "FILE", "DONE", "LEFT", "LAST EVENT", "TAGS"});
  std::size_t count = 0;
  for (const auto& [name, printer] : jsonMembers(jsonAt(report, "printers"))) {
    if (!hasTag(printer, tag)) continue;
    auto row = printerCells(printer);
    row.insert(row.begin(), name);
    row.insert(row.end(), {lastEventOf(printer), tagsOf(printer)});
    table.add(std::move(row));
    ++count;
  }
  if (count > 0) table.print(out);
  out << counted(count, "printer") << "\n";
}

}  // namespace herald::core::ctl
