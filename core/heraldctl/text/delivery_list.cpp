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

constexpr const char* kPage = "1000";

std::vector<std::string> rowOf(std::string_view delivery) {
  std::vector<std::string> cells;
  for (const auto* member : {"sequence", "sink", "time", "device", "type", "attemptCount", "reason"}) {
    cells.push_back(textAt(delivery, member));
  }
  return cells;
}

}  // namespace

void printDeliveries(const AdminClient& daemon, const DeliveryList& list, const Query& query, std::ostream& out) {
  Table table;
  table.add({"SEQUENCE", "SINK", "TIME", "DEVICE", "EVENT", "ATTEMPTS", "REASON"});
  std::size_t count = 0;
  for (std::string after = "0"; !after.empty() && after != "null";) {
    auto page = query;
    page.emplace_back("after", after);
    page.emplace_back("limit", kPage);
    const auto body = daemon.ask("GET", apiPath(list.path, page));
    for (const auto delivery : jsonElements(jsonAt(body, list.member))) {
      table.add(rowOf(delivery));
      ++count;
    }
    after = jsonAt(body, "next");
  }
  if (count > 0) table.print(out);
  out << counted(count, "delivery", "deliveries") << "\n";
}

void printWholeDeliveries(const AdminClient& daemon, const DeliveryList& list,
                          const std::vector<std::uint64_t>& sequences, std::ostream& out) {
  Query query{{"whole", "true"}, {"limit", kPage}};
  for (const auto sequence : sequences) query.emplace_back("sequence", std::to_string(sequence));
  const auto body = daemon.ask("GET", apiPath(list.path, query));
  const auto deliveries = jsonElements(jsonAt(body, list.member));
  if (deliveries.empty()) throw std::runtime_error("there is no delivery with this sequence");
  for (const auto delivery : deliveries) out << jsonPretty(delivery) << "\n";
}

}  // namespace herald::core::ctl
