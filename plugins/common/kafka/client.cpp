// SPDX-License-Identifier: Apache-2.0
#include "kafka/client.h"

#include <array>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "herald/thread.h"
#include "kafka/descriptors.h"

namespace herald::kafka {
namespace {

Failure failure(const std::string& why) {
  const bool isShort = rd_kafka_last_error() == RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE;
  if (isShort) return {Outcome::Verdict::Retry, "librdkafka cannot start (" + why + "): raise the limit of threads"};
  return {Outcome::Verdict::Hold,
          "librdkafka cannot start (" + why + "): check the ssl.*, sasl.* and librdkafka.* options"};
}

}  // namespace

ClientPtr startClient(rd_kafka_type_t type, ConfPtr conf) {
  std::array<char, 512> why{};
  rd_kafka_conf_set(conf.get(), "log.queue", "true", nullptr, 0);
  ClientPtr client(rd_kafka_new(type, conf.get(), why.data(), why.size()));
  if (!client) throw failure(why.data());
  (void)conf.release();  // the client owns it now
  rd_kafka_set_log_queue(client.get(), nullptr);
  markWakeUpPipes();
  return client;
}

void endClient(ClientPtr client, Millis most, std::shared_ptr<const void> used) {
  if (!client) return;
  auto ended = std::make_shared<std::promise<void>>();
  auto isOver = ended->get_future();
  auto last = std::make_shared<ClientPtr>(std::move(client));
  try {
    std::thread thread = startThread([ended, last, used = std::move(used)] {
      last->reset();
      ended->set_value();
    });
    isOver.wait_for(most) == std::future_status::ready ? thread.join() : thread.detach();
  } catch (const NoThread&) {
    last->reset();
  }
}

}  // namespace herald::kafka
