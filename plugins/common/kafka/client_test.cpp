// SPDX-License-Identifier: Apache-2.0
#include "kafka/client.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "herald/testing/contract/process_state.h"
#include "kafka/connection_setup.h"
#include "kafka/testing/mock_cluster.h"

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

ConfPtr confFor(const std::string& brokers) {
  return ConnectionSetup(Settings(ConnectionSetup::options(), {{"brokers", brokers}})).conf();
}

/// Waits until the client knows all brokers of a cluster, and so has a pipe for each.
void learnBrokers(rd_kafka_t* client) {
  const rd_kafka_metadata_t* metadata = nullptr;
  ASSERT_EQ(rd_kafka_metadata(client, 0, nullptr, &metadata, 30000), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_metadata_destroy(metadata);
}

/// The brokers of a MockCluster are in this process, too, and accept connections.
bool isOfBroker(int fd, const std::string& brokers) {
  sockaddr_in own{};
  socklen_t size = sizeof own;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
         (brokers + ',').find(':' + std::to_string(ntohs(own.sin_port)) + ',') != std::string::npos;
}

TEST(Client, ProgramsInheritNoneOfItsDescriptors) {
  MockCluster cluster(3);
  cluster.createTopic("orders", 6);
  const test::ProcessState before;
  const auto client = startClient(RD_KAFKA_PRODUCER, confFor(cluster.brokers()));
  learnBrokers(client.get());
  const auto opened = before.newDescriptors();
  EXPECT_GE(opened.size(), 2u) << "at least the pipe of a broker";
  for (const int fd : opened) {
    if (isOfBroker(fd, cluster.brokers())) continue;
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
  }
}

TEST(Client, ItsLogIsAnEvent) {
  auto conf = confFor("127.0.0.1:1");
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_LOG);
  const auto client = startClient(RD_KAFKA_PRODUCER, std::move(conf));
  const QueuePtr queue(rd_kafka_queue_get_main(client.get()));
  const EventPtr event(rd_kafka_queue_poll(queue.get(), 30000));
  ASSERT_TRUE(event) << "nobody listens there";
  EXPECT_EQ(rd_kafka_event_type(event.get()), RD_KAFKA_EVENT_LOG);
}

/// A resolution of a name that lasts until somebody releases it.
struct HangingNames {
  static int resolve(const char* node, const char*, const addrinfo*, addrinfo** found, void*) {
    *found = nullptr;
    if (node == nullptr) return 0;
    if (!begun.exchange(true)) hasBegun.set_value();
    released.wait();
    return EAI_AGAIN;
  }
  static inline std::atomic<bool> begun = false;
  static inline std::promise<void> hasBegun{}, release{};
  static inline std::shared_future<void> released = release.get_future().share();
};

TEST(Client, ItsEndIsBoundedWhileANameIsResolved) {
  const test::ProcessState before;
  auto conf = confFor("nowhere.example:9092");
  rd_kafka_conf_set_resolve_cb(conf.get(), HangingNames::resolve);
  setProperty(conf, "enable.sparse.connections", "false");
  auto client = startClient(RD_KAFKA_PRODUCER, std::move(conf));
  HangingNames::hasBegun.get_future().wait();
  endClient(std::move(client), 10ms);
  HangingNames::release.set_value();
  EXPECT_TRUE(before.newThreadsEnd(30s));
}

TEST(Client, NoClientHasNoEnd) { endClient(nullptr, 1ms); }

}  // namespace
}  // namespace herald::kafka
