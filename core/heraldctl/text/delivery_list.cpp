// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/delivery_list.h"

#include <ostream>
#include <stdexcept>

#include "base/text/counted.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"

namespace herald::core::ctl {

namespace {

using Query = Poco::URI::QueryParameters;

std::vector<std::string> rowOf(std::string_view delivery) {
  std::vector<std::string> cells;
  for (const auto* member : {"sequence", "sink", "time", "device", "type", "attempts", "reason"}) {
    cells.push_back(textAt(delivery, member));
  }
  return cells;
}

}  // namespace

void forEachDelivery(const AdminClient& daemon, const std::vector<std::string>& path, const Query& query,
                     const std::function<void(std::string_view delivery)>& visit) {
  for (std::string after = "0"; !after.empty() && after != "null";) {
    auto page = query;
    page.emplace_back("after", after);
    page.emplace_back("limit", "1000");
    const auto body = daemon.ask("GET", requestPath(path, page));
    for (const auto delivery : jsonElements(jsonAt(body, "deliveries"))) visit(delivery);
    after = jsonAt(body, "next");
  }
}

void printDeliveries(const AdminClient& daemon, const std::vector<std::string>& path, const Query& query,
                     std::ostream& out) {
  Table table;
  table.add({"SEQUENCE", "SINK", "TIME", "DEVICE", "EVENT", "ATTEMPTS", "REASON"});
  std::size_t count = 0;
  forEachDelivery(daemon, path, query, [&](std::string_view delivery) {
    table.add(rowOf(delivery));
    ++count;
  });
  if (count > 0) table.print(out);
  out << counted(count, "delivery", "deliveries") << "\n";
}

void printWholeDeliveries(const AdminClient& daemon, const std::vector<std::string>& path,
                          const std::vector<std::uint64_t>& sequences, std::ostream& out) {
  const Query query{{"sequence", joined(sequences)}, {"whole", "true"}, {"limit", "1000"}};
  const auto body = daemon.ask("GET", requestPath(path, query));
  const auto deliveries = jsonElements(jsonAt(body, "deliveries"));
  if (deliveries.empty()) throw std::runtime_error("there is no delivery with this sequence");
  for (const auto delivery : deliveries) out << jsonPretty(delivery) << "\n";
}

std::string joined(const std::vector<std::uint64_t>& sequences) {
  std::string text;
  for (const auto sequence : sequences) text += (text.empty() ? "" : ",") + std::to_string(sequence);
  return text;
}

}  // namespace herald::core::ctl
