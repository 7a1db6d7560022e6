// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/delivery_list.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int listQueues(const Arguments& arguments, std::ostream& out) {
  const auto body = clientFor(arguments.config()).ask("GET", apiPath({"queue"}));
  Table table;
  table.add({"SINK", "WAITING", "BYTES", "DEAD LETTERS"});
  for (const auto queue : jsonElements(jsonAt(body, "queues"))) {
    table.add({textAt(queue, "name"), textAt(queue, "waiting"), textAt(queue, "bytes"), textAt(queue, "deadLetters")});
  }
  table.print(out);
  return 0;
}

int showQueue(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const DeliveryList list{{"queue", arguments.text("SINK")}, "deliveries"};
  const auto sequences = arguments.numbers("SEQUENCE");
  if (sequences.empty()) {
    printDeliveries(daemon, list, {}, out);
  } else {
    printWholeDeliveries(daemon, list, sequences, out);
  }
  return 0;
}

int moveQueue(const Arguments& arguments, std::ostream& out) {
  const auto from = arguments.text("OLD"), to = arguments.text("NEW");
  const auto body =
      clientFor(arguments.config()).ask("POST", apiPath({"queue", from, "move"}), JsonObject().add("to", to).text());
  out << textAt(body, "count") << " moved from " << from << " to " << to;
  if (const auto left = textAt(body, "left"); left != "0") {
    out << ", " << left << " stay: they are being attempted, or " << to << " has no room";
  }
  out << "\n";
  return 0;
}

int purgeQueue(const Arguments& arguments, std::ostream& out) {
  const auto body = clientFor(arguments.config()).ask("POST", apiPath({"queue", arguments.text("SINK"), "purge"}));
  out << textAt(body, "count") << " discarded\n";
  return 0;
}

}  // namespace

Verb queueVerb() {
  return {.name = "queue",
          .help = "Show and change what waits to be delivered",
          .verbs = {
              {.name = "ls", .help = "List the sinks that have something waiting or dead", .run = listQueues},
              {.name = "show",
               .help = "List what waits for a sink, or show deliveries whole",
               .parameters =
                   {{.name = "SINK", .help = "The sink", .required = true, .offer = Parameter::Offer::Sinks},
                    {.name = "SEQUENCE", .help = "The deliveries to show whole", .kind = Parameter::Kind::Numbers}},
               .run = showQueue},
              {.name = "move",
               .help = "Give what waits for a sink to another sink",
               .parameters =
                   {{.name = "OLD",
                     .help = "The sink that has the queue",
                     .required = true,
                     .offer = Parameter::Offer::Sinks},
                    {.name = "NEW", .help = "A configured sink", .required = true, .offer = Parameter::Offer::Sinks}},
               .run = moveQueue},
              {.name = "purge",
               .help = "Discard what waits for a sink",
               .parameters = {{.name = "SINK", .help = "The sink", .required = true, .offer = Parameter::Offer::Sinks}},
               .run = purgeQueue}}};
}

}  // namespace herald::core::ctl
